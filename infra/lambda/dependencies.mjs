// How the bundle differs from the published dependencies: what it leaves out of them, and what it changes in them.

const DEPENDENCIES = '../../node_modules';

/**
 * What the bundle leaves out. An entry stays only if it saves 5 % of a cold start or more, or if the bundle cannot be built without it:
 * docs/decisions/0012-bundle-and-code-cache.md has the figures.
 *
 * - `of`, `from`: the import, and the file that imports it if that matters
 * - `instead`: a replacement, relative to this folder; without it the module is empty
 */
export const LEFT_OUT = [
  { of: /^@nestjs\/swagger$/, instead: 'stubs/swagger.mjs', why: 'The build makes the documentation, and plain servers serve it.' },
  { of: /^@nestjs\/(microservices|websockets)(\/|$)/, why: 'Nest checks whether they are installed. They are not.' },
  {
    of: /^class-(validator|transformer)$/,
    from: /@nestjs\/common\/(pipes\/validation\.pipe|serializer\/class-serializer\.interceptor)\.js$/,
    why: 'The validation pipe gets the few functions it needs from the app. Nest would load both packages whole.',
  },
  {
    of: /^rxjs$/,
    instead: `${DEPENDENCIES}/rxjs/dist/esm/index.js`,
    why: 'Node.js resolves it to CommonJS, of which a bundler can drop nothing.',
  },
  { of: /^rxjs\/operators$/, instead: `${DEPENDENCIES}/rxjs/dist/esm/operators/index.js`, why: 'As above.' },
  {
    of: /^@aws-sdk\/credential-provider-node$/,
    instead: 'stubs/credentials.mjs',
    why: 'A function has its credentials in its environment. The nine other sources bring clients of other services.',
  },
  {
    of: /\/loadSharedConfigFiles$/,
    from: /@smithy\/core\//,
    instead: 'stubs/config-files.mjs',
    why: 'A function has no home folder with AWS settings.',
  },
  {
    of: /^mime-db$/,
    instead: 'stubs/media-types.cjs',
    why: 'Express reads all 2,500 media types at start. The app uses a few.',
  },
  { of: /^iconv-lite$/, why: 'The app reads bodies as bytes. The tables of charsets would be a third of the bundle.' },
  { of: /^(jose|lru-memoizer|lru-cache|limiter)$/, from: /\/jwks-rsa\//, why: 'The app parses and caches the keys itself.' },
  // These five together: 13 % of the bundle, and 5 % of the processor time of a start.
  { of: /^\.\/multer\/index\.js$/, from: /@nestjs\/platform-express\/index\.js$/, why: 'Files go to the storage, never through the app.' },
  { of: /^\.\/sign$/, from: /\/jsonwebtoken\//, why: 'The app signs no tokens.' },
  { of: /^semver$/, from: /\/jsonwebtoken\//, instead: 'stubs/semver.mjs', why: 'It is only asked whether Node.js is older than 17.' },
  { of: /^qs$/, why: 'The query parser of the app is that of Node.js, and it takes no forms.' },
  { of: /^(send|serve-static)$/, from: /\/express\//, why: 'A function sends no files.' },
  {
    of: /^depd$/,
    instead: 'stubs/depd.cjs',
    why: 'It inspects the stack wherever it is loaded, to warn developers of deprecations.',
  },
];

/** What few requests need. Each gets its own bundle, which a start does not read. */
export const LATER = ['src/adapters/storage/s3-sdk.ts', 'src/adapters/identity/cognito-sdk.ts', 'src/http/csv/csv-libraries.ts'];

/** Changes to files of dependencies. Each text must occur exactly once in its file. */
export const PATCHES = [
  {
    file: 'node_modules/@nestjs/mapped-types/dist/type-helpers.utils.js',
    changes: {
      'const require = createRequire(import.meta.url);': `
        import { getMetadataStorage, IsOptional, ValidateIf } from 'class-validator';
        import { defaultMetadataStorage } from 'class-transformer/esm5/storage.js';
        const packages = {
          'class-validator': { getMetadataStorage, IsOptional, ValidateIf },
          'class-transformer': {},
          'class-transformer/cjs/storage': { defaultMetadataStorage },
        };
        const require = (name) => {
          if (!(name in packages)) throw new Error('The bundle holds no ' + name + '.');
          return packages[name];
        };`,
    },
    why: 'A bundler does not see this require. PartialType() would silently lose its rules, and @Type() its types.',
  },
  {
    file: 'node_modules/@nestjs/common/services/logger.service.js',
    changes: {
      'const dateTimeFormatter = new Intl': 'const makeDateTimeFormatter = () => new Intl',
      'dateTimeFormatter.format(': 'makeDateTimeFormatter().format(',
    },
    why: 'The app has its own log. The unused formatter loads language tables, for more than a tenth of a cold start.',
  },
  {
    file: 'node_modules/@nestjs/common/services/console-logger.service.js',
    changes: {
      'const dateTimeFormatter = new Intl': 'const makeDateTimeFormatter = () => new Intl',
      'dateTimeFormatter.format(': 'makeDateTimeFormatter().format(',
    },
    why: 'As above.',
  },
];

/** Files that may load something that a bundler cannot see. */
export const HIDDEN_IMPORTS = [{ file: 'node_modules/@nestjs/common/utils/load-package.util.js', why: 'Only for microservices.' }];

/** Files with state of the whole app. The bundle must hold each only once. */
export const ONLY_ONCE = [
  /\/class-transformer\/.*\/storage\.js$/,
  /\/class-validator\/.*\/MetadataStorage\.js$/,
  /\/reflect-metadata\/Reflect\w*\.js$/,
];
