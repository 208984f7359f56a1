import { ACCOUNT, type Resource, type Stack } from './cloudformation.js';

type Properties = Record<string, any>;

/** Actions of handlers that name no resource, or one of another type. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'acm:RequestCertificate': '*',
  'cognito-idp:CreateUserPool': '*',
  'cognito-idp:DescribeUserPoolDomain': '*',
  'cloudfront:CreateOriginAccessControl': '*',
  'cloudfront:CreateResponseHeadersPolicy': '*',
  'codedeploy:GetDeploymentConfig': `arn:aws:codedeploy:REGION:${ACCOUNT}:deploymentconfig:CodeDeployDefault.LambdaCanary10Percent5Minutes`,
  'iam:CreateServiceLinkedRole': `arn:aws:iam::${ACCOUNT}:role/aws-service-role/email.cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdpEmailService`,
  'logs:CreateLogDelivery': '*',
  'logs:DescribeLogGroups': '*',
  'logs:DescribeIndexPolicies': '*',
  'logs:DescribeResourcePolicies': '*',
  'logs:PutResourcePolicy': '*',
  'route53:ChangeResourceRecordSets': 'arn:aws:route53:::hostedzone/Z1',
  'route53:GetChange': 'arn:aws:route53:::change/C1',
  's3:GetObject': `arn:aws:s3:::student-management-STAGE-code-${ACCOUNT}-REGION/package.zip`,
  's3:GetObjectVersion': `arn:aws:s3:::student-management-STAGE-code-${ACCOUNT}-REGION/package.zip`,
  's3:ListAllMyBuckets': '*',
  'secretsmanager:GetRandomPassword': '*',
  'sns:GetSubscriptionAttributes': '*',
  'sns:SetSubscriptionAttributes': '*',
  'sns:Unsubscribe': '*',
  'iam:PassRole': `arn:aws:iam::${ACCOUNT}:role/student-management-STAGE-REGION-x`,
};

/** Lists of everything of a kind. Those of API Gateway, and those within a thing, name a resource. */
const LISTS =
  /^(acm:ListCertificates|cloudfront:List(?!Tags).*|cloudwatch:(ListDashboards|DescribeAlarms)|codedeploy:ListApplications|cognito-idp:ListUserPools|dynamodb:ListTables|events:ListRules|iam:ListRoles|lambda:ListFunctions|secretsmanager:ListSecrets|sns:List(Topics|Subscriptions)|wafv2:listWebACLs)$/i;

/** The ARN that IAM compares when the handler of a resource sends an action. */
export function arnOf(stack: Stack, { Type, Properties }: Resource, action: string): string {
  const { region, stage } = stack;
  const elsewhere = ELSEWHERE[action];
  if (elsewhere !== undefined) return elsewhere.replaceAll('STAGE', stage).replaceAll('REGION', region);
  if (LISTS.test(action)) return '*';
  const arn = (service: string, name: string, where = `${region}:${ACCOUNT}`) => `arn:aws:${service}:${where}:${name}`;
  const functionArn = arn('lambda', `function:student-management-${stage}-api`);
  const bucketOf = ({ Bucket }: Properties) => stack.resources[(Bucket as string).slice(1)]!.Properties.BucketName as string;
  const gateway = (path: string) => arn('apigateway', path, `${region}:`);
  const pool = arn('cognito-idp', `userpool/${region}_a1b2c3d4e`);
  const inGateway = (kind: string) => gateway(`/apis/a1b2c3/${kind}${action === 'apigateway:POST' ? '' : '/d4e5f6'}`);
  const arns: Record<string, (properties: Properties) => string> = {
    'AWS::ApiGatewayV2::Api': () => gateway(action === 'apigateway:POST' ? '/apis' : '/apis/a1b2c3'),
    'AWS::ApiGatewayV2::Authorizer': () => inGateway('authorizers'),
    'AWS::ApiGatewayV2::Integration': () => inGateway('integrations'),
    'AWS::ApiGatewayV2::Route': () => inGateway('routes'),
    'AWS::ApiGatewayV2::Stage': () => inGateway('stages'),
    'AWS::Budgets::Budget': ({ Budget }) => arn('budgets', `budget/${Budget.BudgetName}`, `:${ACCOUNT}`),
    'AWS::CertificateManager::Certificate': () => arn('acm', 'certificate/1', `us-east-1:${ACCOUNT}`),
    'AWS::CloudFront::Distribution': () => arn('cloudfront', 'distribution/E1', `:${ACCOUNT}`),
    'AWS::CloudFront::Function': ({ Name }) => arn('cloudfront', `function/${Name}`, `:${ACCOUNT}`),
    'AWS::CloudFront::OriginAccessControl': () => arn('cloudfront', 'origin-access-control/E1', `:${ACCOUNT}`),
    'AWS::CloudFront::ResponseHeadersPolicy': () => arn('cloudfront', 'response-headers-policy/1', `:${ACCOUNT}`),
    'AWS::CloudWatch::Alarm': ({ AlarmName }) => arn('cloudwatch', `alarm:${AlarmName}`),
    'AWS::CloudWatch::Dashboard': ({ DashboardName }) => arn('cloudwatch', `dashboard/${DashboardName}`, `:${ACCOUNT}`),
    'AWS::CodeDeploy::Application': ({ ApplicationName }) => arn('codedeploy', `application:${ApplicationName}`),
    'AWS::CodeDeploy::DeploymentGroup': ({ DeploymentGroupName }) =>
      arn('codedeploy', `deploymentgroup:student-management-${stage}-api/${DeploymentGroupName}`),
    'AWS::Cognito::UserPool': () => pool,
    'AWS::Cognito::UserPoolClient': () => pool,
    'AWS::Cognito::UserPoolDomain': () => pool,
    'AWS::Cognito::UserPoolGroup': () => pool,
    'AWS::DynamoDB::Table': ({ TableName }) => arn('dynamodb', `table/${TableName}`),
    'AWS::Events::Rule': ({ Name }) => arn('events', `rule/${Name}`),
    // CloudFormation makes the name from those of the stack and the resource.
    'AWS::IAM::Role': () => arn('iam', `role/student-management-${stage}-FunctionRole-a1b2c3`, `:${ACCOUNT}`),
    'AWS::Lambda::Alias': () =>
      action.startsWith('codedeploy:') ? arn('codedeploy', `deploymentgroup:student-management-${stage}-api/live`) : functionArn,
    'AWS::Lambda::EventInvokeConfig': () => functionArn,
    'AWS::Lambda::Function': ({ FunctionName }) => arn('lambda', `function:${FunctionName}`),
    'AWS::Lambda::Permission': () => functionArn,
    'AWS::Lambda::Version': () => `${functionArn}:7`,
    'AWS::Logs::LogGroup': ({ LogGroupName }) => arn('logs', `log-group:${LogGroupName}`),
    'AWS::Logs::MetricFilter': ({ LogGroupName }) =>
      arn('logs', `log-group:${stack.resources[(LogGroupName as string).slice(1)]!.Properties.LogGroupName}:*`),
    'AWS::Route53::RecordSet': ({ HostedZoneId }) => arn('route53', `hostedzone/${HostedZoneId}`, ':'),
    'AWS::S3::Bucket': ({ BucketName }) => `arn:aws:s3:::${BucketName}`,
    'AWS::S3::BucketPolicy': (properties) => `arn:aws:s3:::${bucketOf(properties)}`,
    'AWS::SNS::Subscription': () => arn('sns', `student-management-${stage}-alarms`),
    'AWS::SNS::Topic': ({ TopicName }) => arn('sns', TopicName as string),
    'AWS::SNS::TopicPolicy': () => arn('sns', `student-management-${stage}-alarms`),
    'AWS::SecretsManager::Secret': ({ Name }) => arn('secretsmanager', `secret:${Name}-a1b2c3`),
    'AWS::WAFv2::WebACL': ({ Name }) => arn('wafv2', `global/webacl/${Name}/1`, `us-east-1:${ACCOUNT}`),
  };
  const toArn = arns[Type];
  if (!toArn) throw new Error(`infra/template-tests/arns.ts has no ARN for ${Type}.`);
  return toArn(Properties);
}
