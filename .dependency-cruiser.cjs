const { readdirSync } = require('node:fs');

/** Features in layers: a feature imports only features of earlier layers. */
const LAYERS = [
  ['health', 'audit'],
  ['grading'],
  ['users', 'terms'],
  ['subjects'],
  ['classes'],
  ['enrolments'],
  ['external-results', 'materials', 'notifications'],
  ['scores'],
  ['transcripts', 'statistics', 'personal-data'],
  ['home'],
];

const unplaced = readdirSync('src/features').filter((feature) => !LAYERS.flat().includes(feature));
if (unplaced.length > 0) throw new Error(`Add ${unplaced.join(', ')} to the layers of features in .dependency-cruiser.cjs.`);

const ENGINE = '^src/persistence/';
const FEATURE = '^src/features/';
const features = (names) => `^src/features/(${names.join('|')})/`;

/** One rule a feature: it may not import another feature of its own layer, or of a later one. */
const layerRules = LAYERS.flatMap((layer, index) =>
  layer.map((feature) => ({
    name: `${feature}-imports-earlier-layers-only`,
    severity: 'error',
    from: { path: features([feature]) },
    to: {
      path: features(
        LAYERS.slice(index)
          .flat()
          .filter((other) => other !== feature),
      ),
    },
  })),
);

/** Imports flow one way: controller → service → policy → port ← engine. */
module.exports = {
  forbidden: [
    ...layerRules,
    { name: 'no-circular-files', severity: 'error', from: { path: '^(src|local)/' }, to: { circular: true } },
    { name: 'no-circular-tests', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-circular-folders', scope: 'folder', severity: 'error', from: { path: '^src' }, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/', pathNot: '^src/(main|lambda)\\.ts$' }, to: {} },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'src-is-what-ships', severity: 'error', from: { path: '^src/' }, to: { path: '^(local|scripts|test|bench|infra|web)/' } },
    {
      name: 'src-runs-on-dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(spec|full)\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'local-imports-no-test', severity: 'error', from: { path: '^local/' }, to: { path: '^(test|bench)/' } },
    { name: 'test-imports-no-bench', severity: 'error', from: { path: '^test/' }, to: { path: '^bench/' } },
    { name: 'core-imports-nothing-of-ours', severity: 'error', from: { path: '^src/core/' }, to: { path: '^src/', pathNot: '^src/core/' } },
    {
      name: 'core-knows-no-framework-of-http-and-no-aws',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '@nestjs/(core|platform-express|swagger)|@aws-sdk|node_modules/express' },
    },
    {
      name: 'http-imports-core-config-and-auth',
      severity: 'error',
      from: { path: '^src/http/' },
      to: { path: '^src/', pathNot: '^src/(http|core|config|auth)/' },
    },
    {
      name: 'auth-knows-no-feature',
      severity: 'error',
      from: { path: '^src/auth/' },
      to: { path: '^src/(features|http|adapters|persistence)/' },
    },
    {
      name: 'jobs-know-no-feature',
      severity: 'error',
      from: { path: '^src/jobs/' },
      to: { path: '^src/(features|http|adapters|persistence)/' },
    },
    { name: 'adapters-know-no-feature', severity: 'error', from: { path: '^src/adapters/' }, to: { path: `${FEATURE}|${ENGINE}` } },
    { name: 'features-know-no-engine', severity: 'error', from: { path: FEATURE }, to: { path: ENGINE } },
    { name: 'features-know-no-aws', severity: 'error', from: { path: FEATURE }, to: { path: '@aws-sdk' } },
    {
      name: 'engines-reach-no-service',
      severity: 'error',
      from: { path: `${ENGINE}.+/` },
      to: { path: '\\.(service|controller|policy|dto|module|handler)\\.ts$', pathNot: ENGINE, reachable: true },
    },
    { name: 'services-know-no-controller', severity: 'error', from: { path: '\\.service\\.ts$' }, to: { path: '\\.controller\\.ts$' } },
    {
      name: 'controllers-know-no-repository',
      severity: 'error',
      from: { path: '\\.controller\\.ts$' },
      to: { path: '\\.repository\\.ts$' },
    },
    {
      name: 'policies-are-pure',
      severity: 'error',
      from: { path: '\\.policy\\.ts$' },
      to: { path: '\\.(service|controller|repository|module)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-recounts-scan',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '^src/(cli/recount\\.ts|features/statistics/(disabled-marks|recount)\\.ts|persistence/dynamodb/(repositories/counts\\.repository|dynamodb\\.module)\\.ts)$',
      },
      to: { path: '/(counts\\.repository|scans)\\.ts$' },
    },
    {
      name: 'limits-are-loaded-by-servers-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(app/create-server\\.ts|http/limits/)' },
      to: { path: '^src/http/limits/' },
    },
    {
      name: 'documentation-is-loaded-by-servers-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(app/create-server\\.ts|cli/generate-openapi\\.ts|http/openapi/)' },
      to: { path: '^src/http/openapi/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The baselines of the benchmarks have dependencies of their own, which are installed only where they are measured.
    exclude: { path: '\\.(spec|full)\\.ts$|^bench/baselines/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
