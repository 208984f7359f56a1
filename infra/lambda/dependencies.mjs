// All that the bundle has otherwise than its dependencies are published: what is left out of them, and what is changed in them.

const DEPENDENCIES = '../../node_modules';

/**
 * What the bundle does without, with all that it would bring. docs/decisions/0012-bundle-and-code-cache.md has the figures.
 *
 * - `of`, `from`: as it is imported, and by whom, if that matters
 * - `instead`: a file, seen from this folder; nothing, where it is absent
 */
export const LEFT_OUT = [
  { of: /^@nestjs\/swagger$/, instead: 'stubs/swagger.mjs', why: 'Documentation is made by the build, and served from elsewhere.' },
  { of: /^@nestjs\/(microservices|websockets)(\/|$)/, why: 'Nest looks whether they are installed. They are not.' },
  {
    of: /^\.\/multer\/index\.js$/,
    from: /@nestjs\/platform-express\/index\.js$/,
    why: 'Files are sent to the storage, never through the app.',
  },
  {
    of: /^class-(validator|transformer)$/,
    from: /@nestjs\/common\/(pipes\/validation\.pipe|serializer\/class-serializer\.interceptor)\.js$/,
    why: 'The app gives its pipe what that needs of them. Loaded here, they would be there whole.',
  },
  { of: /^@nestjs\/platform-express$/, from: /@nestjs\/core\/nest-factory\.js$/, why: 'The app brings its adapter.' },
  {
    of: /^rxjs$/,
    instead: `${DEPENDENCIES}/rxjs/dist/esm/index.js`,
    why: 'For Node.js it brings CommonJS, of which nothing can be left out.',
  },
  { of: /^rxjs\/operators$/, instead: `${DEPENDENCIES}/rxjs/dist/esm/operators/index.js`, why: 'As above.' },
  {
    of: /^@aws-sdk\/credential-provider-node$/,
    instead: 'stubs/credentials.mjs',
    why: 'A function has its credentials in its environment. The other nine ways to get some bring clients of other services.',
  },
  {
    of: /\/loadSharedConfigFiles$/,
    from: /@smithy\/core\//,
    instead: 'stubs/config-files.mjs',
    why: 'A function has no home with settings of AWS in it.',
  },
  {
    of: /^mime-db$/,
    instead: 'stubs/media-types.cjs',
    why: 'Express reads all 2,500 media types at its start. The app speaks of a few.',
  },
  { of: /^semver$/, from: /\/jsonwebtoken\//, instead: 'stubs/semver.mjs', why: 'It only asks whether Node.js is older than 17.' },
  {
    of: /^iconv-lite$/,
    instead: 'stubs/charsets.mjs',
    why: 'Bodies are in UTF-8. Its tables of other charsets are a tenth of the bundle.',
  },
  { of: /^(jose|lru-memoizer|lru-cache|limiter)$/, from: /\/jwks-rsa\//, why: 'The app reads and keeps the keys by itself.' },
  { of: /^\.\/sign$/, from: /\/jsonwebtoken\//, why: 'The app signs no tokens.' },
  { of: /^debug$/, instead: 'stubs/debug.cjs', why: 'It is switched on by an environment variable, which a function does not have.' },
  { of: /^qs$/, why: 'Express reads queries by what Node.js has for it, and the app takes no forms.' },
  { of: /^(send|serve-static)$/, from: /\/express\//, why: 'A function sends no files.' },
  {
    of: /^depd$/,
    instead: 'stubs/depd.cjs',
    why: 'It looks at the stack wherever it is loaded, to tell developers what is deprecated.',
  },
  {
    of: /^file-type$/,
    why: 'Nest looks at uploaded files with it, of which there are none; it asks for another Node.js than the project.',
  },
];

/** What few requests need: a bundle of its own each, loaded when it is imported, so that a start does not even read it. */
export const LATER = ['src/adapters/storage/s3-sdk.ts', 'src/adapters/identity/cognito-sdk.ts', 'src/http/csv/csv-libraries.ts'];

/** What is changed, each piece of text in a file that holds it exactly once. */
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
    why: 'A bundler does not see what is loaded so. PartialType() would lose its rules and @Type() its types, without an error.',
  },
  {
    file: 'node_modules/@nestjs/common/services/logger.service.js',
    changes: {
      'const dateTimeFormatter = new Intl': 'const makeDateTimeFormatter = () => new Intl',
      'dateTimeFormatter.format(': 'makeDateTimeFormatter().format(',
    },
    why: 'The app has a log of its own. A formatter that nobody uses would load the tables of all languages.',
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

/** Files that load something a bundler cannot see, and may. */
export const HIDDEN_IMPORTS = [
  { file: 'node_modules/@nestjs/common/utils/load-package.util.js', why: 'It does so for microservices only.' },
];

/** Files that keep something for the whole app: of each the bundle holds one copy. */
export const ONLY_ONCE = [
  /\/class-transformer\/.*\/storage\.js$/,
  /\/class-validator\/.*\/MetadataStorage\.js$/,
  /\/reflect-metadata\/Reflect\w*\.js$/,
];
