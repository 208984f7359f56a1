const FEATURE = '^src/features/';

/** The data flow never turns back: controller → service → policy → port, and persistence → port. */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/', pathNot: '^src/(main|lambda)\\.ts$' }, to: {} },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'src-is-what-ships', severity: 'error', from: { path: '^src/' }, to: { path: '^(local|scripts|test|bench|web)/' } },
    {
      name: 'src-runs-on-dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'local-knows-no-test', severity: 'error', from: { path: '^local/' }, to: { path: '^test/' } },
    { name: 'core-knows-no-feature', severity: 'error', from: { path: '^src/(core|http|config)/' }, to: { path: FEATURE } },
    { name: 'features-know-no-engine', severity: 'error', from: { path: FEATURE }, to: { path: '^src/persistence/' } },
    { name: 'features-know-no-aws', severity: 'error', from: { path: FEATURE }, to: { path: '@aws-sdk' } },
    {
      name: 'engines-know-no-service',
      severity: 'error',
      from: { path: '^src/persistence/' },
      to: { path: '\\.(service|controller|policy|dto|module)\\.ts$', pathNot: '^src/persistence/' },
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
          '^src/(cli/recount\\.ts|features/statistics/recount\\.ts|persistence/dynamodb/(repositories/counts\\.repository|dynamodb\\.module)\\.ts)$',
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
      from: { path: '^src/', pathNot: '^src/(app/create-server\\.ts|http/openapi/)' },
      to: { path: '^src/http/openapi/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The peers of the benchmarks have dependencies of their own, which are there only where they are measured.
    exclude: { path: '\\.spec\\.ts$|^bench/baselines/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
