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
  // Not every stage has an identity in SES.
  'mail identity': { Resource: [{ Ref: 'SesIdentityArn' }], onlyIf: 'OwnMail' },
  secrets: { Resource: secrets('CursorKey', 'OriginSecretA', 'OriginSecretB') },
};

/** What a stage with digests of the audit log has besides. */
const WITH_DIGESTS = {
  'audit digests': { Resource: [{ 'Fn::Sub': '${AuditBucket.Arn}/audit-digests/*' }] },
  'listing of audit digests': {
    Resource: [{ 'Fn::GetAtt': ['AuditBucket', 'Arn'] }],
    Condition: { StringLike: { 's3:prefix': ['audit-digests/*'] } },
  },
  secrets: { Resource: secrets('CursorKey', 'OriginSecretA', 'OriginSecretB', 'AuditKey') },
};

function secrets(...ids) {
  return ids.map((id) => ({ Ref: id }));
}

const permissions = parse(readFileSync(path.join(__dirname, 'permissions.yml'), 'utf8'));

/** The permissions of the function as IAM statements: one per service and kind of resource. */
exports.statements = async ({ resolveVariable }) => {
  const hasDigests = (await resolveVariable('param:auditDigests')) === 'on';
  const resources = { ...RESOURCES, ...(hasDigests && WITH_DIGESTS) };
  return Object.entries(permissions).flatMap(([service, operations]) => {
    const actionsOn = {};
    for (const { actions, on } of Object.values(operations))
      (actionsOn[on] ??= []).push(...actions.map((action) => `${service}:${action}`));
    return Object.entries(actionsOn).flatMap(([on, actions]) => {
      if (!RESOURCES[on] && !WITH_DIGESTS[on])
        throw new Error(`infra/permissions.yml names "${on}", which is not in RESOURCES of infra/statements.cjs.`);
      if (!resources[on]) return [];
      const { onlyIf, ...where } = resources[on];
      const statement = { Effect: 'Allow', Action: [...new Set(actions)].sort(), ...where };
      return [onlyIf ? { 'Fn::If': [onlyIf, statement, { Ref: 'AWS::NoValue' }] } : statement];
    });
  });
};
