const { readFileSync } = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');
const { tableAndIndexArns, tableArns } = require('./tables.cjs');

/** The prefixes of the app's files. */
const PREFIXES = ['avatars/*', 'materials/*', 'uploads/*'];

const RESOURCES = {
  tables: { Resource: tableArns },
  'tables and indexes': { Resource: tableAndIndexArns },
  'user pool': { Resource: [{ 'Fn::GetAtt': ['UserPool', 'Arn'] }] },
  files: { Resource: PREFIXES.map((prefix) => ({ 'Fn::Sub': `\${MediaBucket.Arn}/${prefix}` })) },
  'listing of files': {
    Resource: [{ 'Fn::GetAtt': ['MediaBucket', 'Arn'] }],
    // S3 also checks this permission to answer 404 instead of 403 for one missing file, a request without a prefix.
    Condition: { StringLikeIfExists: { 's3:prefix': PREFIXES } },
  },
  secrets: { Resource: ['CursorKey', 'OriginSecretA', 'OriginSecretB'].map((secret) => ({ Ref: secret })) },
};

const permissions = parse(readFileSync(path.join(__dirname, 'permissions.yml'), 'utf8'));

/** The permissions of the function as IAM statements: one per service and kind of resource. */
exports.statements = Object.entries(permissions).flatMap(([service, operations]) => {
  const actionsOn = {};
  for (const { actions, on } of Object.values(operations)) (actionsOn[on] ??= []).push(...actions.map((action) => `${service}:${action}`));
  return Object.entries(actionsOn).map(([on, actions]) => {
    if (!RESOURCES[on]) throw new Error(`infra/permissions.yml names "${on}", which is not in RESOURCES of infra/statements.cjs.`);
    return { Effect: 'Allow', Action: [...new Set(actions)].sort(), ...RESOURCES[on] };
  });
});
