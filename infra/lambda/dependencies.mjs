// The differences between the bundle and the published dependencies.

const DEPENDENCIES = '../../node_modules';

/**
 * The imports that the bundle leaves out. Keep an entry only if it saves at least 5 % of a cold start, or if the bundle cannot be built without it.
 * docs/decisions/0012-bundle-and-code-cache.md has the figures.
 *
 * - `of`: the import; `from`: only in these files
 * - `instead`: the replacement, relative to this folder; without it the module is empty
 */
export const LEFT_OUT = [
  { of: /^@nestjs\/swagger$/, instead: 'stubs/swagger.mjs', why: 'The build makes the documentation, and plain servers serve it.' },
  { of: /^@nestjs\/(microservices|websockets)(\/|$)/, why: 'Nest tries to load them. They are not installed.' },
  {
    of: /^class-(validator|transformer)$/,
    from: /@nestjs\/common\/(pipes\/validation\.pipe|serializer\/class-serializer\.interceptor)\.js$/,
    why: 'The app passes the few needed functions to the validation pipe. Nest would load both packages completely.',
  },
  {
    of: /^rxjs$/,
    instead: `${DEPENDENCIES}/rxjs/dist/esm/index.js`,
    why: 'Node.js resolves it to CommonJS, from which a bundler cannot drop unused code.',
  },
  { of: /^rxjs\/operators$/, instead: `${DEPENDENCIES}/rxjs/dist/esm/operators/index.js`, why: 'As above.' },
  {
    of: /^@aws-sdk\/credential-provider-node$/,
    instead: 'stubs/credentials.mjs',
    why: 'The credentials of a function are in its environment. The nine other sources need clients of other services.',
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
    why: 'Express reads 2,500 media types at start. The app uses a few of them.',
  },
  { of: /^iconv-lite$/, why: 'The app reads bodies as bytes. The charset tables would be a third of the bundle.' },
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
    why: 'It inspects the stack at every import, to warn developers of deprecations.',
  },
];

/** Files that only few requests need. Each one gets its own bundle, which a start does not read. */
export const LATER = [
  'src/adapters/storage/s3-sdk.ts',
  'src/adapters/identity/cognito-sdk.ts',
  'src/adapters/mail/ses-sdk.ts',
  'src/http/spreadsheets/libraries.ts',
  'src/core/messages/vi.ts',
];

const LAZY_FORMATTER = {
  'const dateTimeFormatter = new Intl': 'const makeDateTimeFormatter = () => new Intl',
  'dateTimeFormatter.format(': 'makeDateTimeFormatter().format(',
};

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
          if (!(name in packages)) throw new Error('The bundle does not contain ' + name + '.');
          return packages[name];
        };`,
    },
    why: 'A bundler cannot see this require. PartialType() would silently lose its rules, and @Type() its types.',
  },
  {
    file: 'node_modules/@nestjs/common/services/logger.service.js',
    changes: LAZY_FORMATTER,
    why: 'The app has its own log. The unused formatter loads language tables, for more than a tenth of a cold start.',
  },
  {
    file: 'node_modules/@nestjs/common/services/console-logger.service.js',
    changes: LAZY_FORMATTER,
    why: 'As above.',
  },
];

/** Files that may have imports that a bundler cannot see. */
export const HIDDEN_IMPORTS = [{ file: 'node_modules/@nestjs/common/utils/load-package.util.js', why: 'Only for microservices.' }];

/** Files with global state. The bundle must contain each of them only once. */
export const ONLY_ONCE = [
  /\/class-transformer\/.*\/storage\.js$/,
  /\/class-validator\/.*\/MetadataStorage\.js$/,
  /\/reflect-metadata\/Reflect\w*\.js$/,
];
