import type document from '../openapi.json';

type Paths = (typeof document)['paths'];

/** Every operation that the API document knows, e.g. `post /api/v1/terms`: a table over them that misses one does not compile. */
export type Operation = { [Path in keyof Paths]: `${keyof Paths[Path] & string} ${Path}` }[keyof Paths];
