// All that the bundle has otherwise than its dependencies are published: what is left out of them, and what is changed in them.

/**
 * What the bundle does without: each stands for all that a dependency or one of its files would bring.
 *
 * - `of`: as it is imported, and from where, if it matters
 * - `instead`: a file of this folder; nothing, where it is absent
 */
export const LEFT_OUT = [
  { of: /^@nestjs\/swagger$/, instead: 'swagger-left-out.mjs', why: 'Documentation is made by the build, and served from elsewhere.' },
  { of: /^@nestjs\/(microservices|websockets)(\/|$)/, why: 'Nest looks whether they are installed. They are not.' },
  {
    of: /^\.\/multer\/index\.js$/,
    from: /@nestjs\/platform-express\/index\.js$/,
    why: 'Files are sent to the storage, never through the app.',
  },
  { of: /^file-type$/, why: 'As above; it asks for another Node.js than the project.' },
];

/** What is changed: `find` has to be in the file exactly once. */
export const PATCHES = [
  {
    file: '@nestjs/mapped-types/dist/type-helpers.utils.js',
    find: 'const require = createRequire(import.meta.url);',
    instead: `
      import * as validator from 'class-validator';
      import * as transformer from 'class-transformer';
      import * as transformerStorage from 'class-transformer/esm5/storage.js';
      const packages = { 'class-validator': validator, 'class-transformer': transformer, 'class-transformer/cjs/storage': transformerStorage };
      const require = (name) => {
        if (!(name in packages)) throw new Error('The bundle holds no ' + name + '.');
        return packages[name];
      };`,
    why: 'A bundler does not see what is loaded so. PartialType() would lose its rules and @Type() its types, without an error; and both have to be kept in the one storage that the app reads.',
  },
];

/** Files that load something a bundler cannot see, and may. */
export const HIDDEN_IMPORTS = [{ file: '@nestjs/common/utils/load-package.util.js', why: 'It does so for microservices only.' }];
