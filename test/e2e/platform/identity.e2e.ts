import { failuresOfChanges } from './identity.js';

describe('accounts and profiles, if one of four calls fails', () => failuresOfChanges(4));
