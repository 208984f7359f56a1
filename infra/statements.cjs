const { readFileSync } = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');
const { tableAndIndexArns, tableArns } = require('./tables.cjs');

/** Where the app keeps files. */
const PREFIXES = ['avatars/*', 'materials/*'];

const RESOURCES = {
  tables: { Resource: tableArns },
  'tables and indexes': { Resource: tableAndIndexArns },
  'user pool': { Resource: [{ 'Fn::GetAtt': ['UserPool', 'Arn'] }] },
  files: { Resource: PREFIXES.map((prefix) => ({ 'Fn::Sub': `\${MediaBucket.Arn}/${prefix}` })) },
  'listing of files': {
    Resource: [{ 'Fn::GetAtt': ['MediaBucket', 'Arn'] }],
    // A request for one file has no prefix, and is answered by this permission, too: whether it is missing or forbidden.
    Condition: { StringLikeIfExists: { 's3:prefix': PREFIXES } },
  },
  secrets: { Resource: ['CursorKey', 'OriginSecretA', 'OriginSecretB'].map((secret) => ({ Ref: secret })) },
};

const permissions = parse(readFileSync(path.join(__dirname, 'permissions.yml'), 'utf8'));

/** What the function may do, as statements of its role: one for each service and each kind of thing. */
exports.statements = Object.entries(permissions).flatMap(([service, operations]) => {
  const actionsOn = {};
  for (const { actions, on } of Object.values(operations)) (actionsOn[on] ??= []).push(...actions.map((action) => `${service}:${action}`));
  return Object.entries(actionsOn).map(([on, actions]) => {
    if (!RESOURCES[on]) throw new Error(`infra/permissions.yml names "${on}", which is nothing that infra/statements.cjs knows.`);
    return { Effect: 'Allow', Action: [...new Set(actions)].sort(), ...RESOURCES[on] };
  });
});
