import { apiSurface } from './api-surface.js';

describe('the API that clients depend on', () => {
  it('has the operations, schemas and codes that it had', () => {
    expect(apiSurface()).toMatchSnapshot();
  });
});
