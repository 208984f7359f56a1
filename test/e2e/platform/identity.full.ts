import { failuresOfChanges } from './identity.js';

describe('accounts and profiles, whatever fails', () => failuresOfChanges(1));
