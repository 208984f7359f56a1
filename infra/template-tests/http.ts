import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { REQUEST_TIME_LIMIT } from '../../src/core/context/request-context.js';
import { corsOptions } from '../../src/http/middleware/cors-options.js';
import type { Resource } from './cloudformation.js';
import type { Packaged } from './packaged.js';

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];

/** The paths without authentication in openapi.json. */
function publicPaths(): string[] {
  const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as { paths: Record<string, Record<string, { security?: unknown[] }>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.values(methods).some(({ security }) => security?.length === 0) ? [path] : [],
  );
}

/** The key that CloudFront requests from the bucket for a URI. */
function toBucketKey(code: string, uri: string): string {
  return (runInNewContext(`${code}; handler({ request: { uri: ${JSON.stringify(uri)} } })`) as { uri: string }).uri;
}

export function httpTests({ stack }: { stack: () => Packaged['stack'] }): void {
  it('rejects requests without a token at the gateway, except on public routes', () => {
    const routes = stack()
      .ofType('AWS::ApiGatewayV2::Route')
      .map(([, { Properties }]) => Properties);
    const open = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'JWT').map(({ RouteKey }) => RouteKey as string);
    expect(open.sort()).toEqual([...publicPaths().map((path) => `ANY ${path}`), 'OPTIONS /{proxy+}'].sort());
    const closed = routes.filter(({ AuthorizationType }) => AuthorizationType === 'JWT');
    expect(closed.map(({ RouteKey, AuthorizerId }) => [RouteKey, AuthorizerId])).toEqual([
      ['ANY /', '@HttpApiAuthorizerCognito'],
      ['ANY /{proxy+}', '@HttpApiAuthorizerCognito'],
    ]);
    expect(closed.flatMap(({ AuthorizationScopes = [] }) => AuthorizationScopes as string[])).toEqual([]);
  });

  it('accepts only tokens of its own pool and client', () => {
    expect(stack().only('AWS::ApiGatewayV2::Authorizer')).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: `https://cognito-idp.${stack().region}.amazonaws.com/@UserPool`, Audience: ['@UserPoolClient'] },
    });
  });

  it('leaves CORS to the app and throttles requests', () => {
    expect(stack().only('AWS::ApiGatewayV2::Api')).not.toHaveProperty('CorsConfiguration');
    expect(stack().only('AWS::ApiGatewayV2::Integration')).toMatchObject({ PayloadFormatVersion: '2.0' });
    const { StageName, DefaultRouteSettings, AccessLogSettings } = stack().only('AWS::ApiGatewayV2::Stage');
    expect([StageName, DefaultRouteSettings.ThrottlingRateLimit > 0, DefaultRouteSettings.ThrottlingBurstLimit > 0]).toEqual([
      '$default',
      true,
      true,
    ]);
    expect(JSON.parse(AccessLogSettings.Format as string)).toMatchObject({ requestId: '$context.requestId', status: '$context.status' });
  });

  it('times out in the app first, then in the function, then in the gateway', () => {
    const { Timeout, Runtime, Architectures, MemorySize } = stack().only('AWS::Lambda::Function');
    expect(Timeout * 1000).toBeGreaterThan(REQUEST_TIME_LIMIT);
    expect(Timeout).toBeLessThan(30);
    expect({ Runtime, Architectures, MemorySize }).toEqual({ Runtime: 'nodejs24.x', Architectures: ['arm64'], MemorySize: 1024 });
  });

  it('runs scheduled work every five minutes, and digests of the audit log where the stage has them', () => {
    const rules = stack().ofType('AWS::Events::Rule');
    expect(rules.map(([, { Properties }]) => [Properties.ScheduleExpression, Properties.State, Properties.Targets[0].Input])).toEqual([
      ['rate(5 minutes)', 'ENABLED', '{"task":"maintenance"}'],
      ['rate(15 minutes)', stack().stage === 'prod' ? 'ENABLED' : 'DISABLED', '{"task":"audit-digest"}'],
    ]);
    for (const [, { Properties }] of rules) expect(Properties.Targets).toMatchObject([{ Arn: '@ApiLambdaFunction.Arn:live' }]);
    expect(stack().only('AWS::Lambda::EventInvokeConfig')).toMatchObject({ MaximumRetryAttempts: 0, Qualifier: 'live' });
  });

  it('lets only the alias receive requests and scheduled work', () => {
    expect(stack().only('AWS::ApiGatewayV2::Integration').IntegrationUri).toBe('@ApiLambdaFunction.Arn:live');
    const allowed = stack().ofType('AWS::Lambda::Permission');
    expect(allowed.map(([, { Properties }]) => Properties.FunctionName)).toEqual(allowed.map(() => '@ApiLambdaFunction.Arn:live'));
  });

  it('moves the alias to a new version step by step, and back if an alarm rings', () => {
    const [[version, { Properties, DeletionPolicy }]] = stack().ofType('AWS::Lambda::Version') as [[string, Resource]];
    // Another Node.js would reject the code cache.
    expect([Properties.RuntimePolicy, DeletionPolicy]).toEqual([{ UpdateRuntimeOn: 'FunctionUpdate' }, undefined]);
    const { Live, NewVersionFails } = stack().resources;
    expect(Live!.Properties).toEqual({ Name: 'live', FunctionName: '@ApiLambdaFunction', FunctionVersion: `@${version}.Version` });
    expect(stack().template.Resources.Live).toMatchObject({
      DependsOn: ['Canary'],
      UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: { Ref: 'Rollout' }, DeploymentGroupName: { Ref: 'Canary' } } },
    });
    expect(stack().only('AWS::CodeDeploy::DeploymentGroup')).toMatchObject({
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      AlarmConfiguration: {
        Enabled: true,
        Alarms: ['@NewVersionFails', '@ApiFails', '@RequestsFail', '@BootFails'].map((Name) => ({ Name })),
      },
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
    });
    expect(NewVersionFails!.Properties.Dimensions).toEqual([
      { Name: 'FunctionName', Value: '@ApiLambdaFunction' },
      { Name: 'Resource', Value: '@ApiLambdaFunction:live' },
      { Name: 'ExecutedVersion', Value: `@${version}.Version` },
    ]);
  });

  it('makes a new version whenever a setting of the function changes', () => {
    // osls names the version after a hash of the properties. What a parameter of CloudFormation changes would not be in it.
    const { ReservedConcurrentExecutions: _, ...properties } = stack().template.Resources.ApiLambdaFunction!.Properties;
    const text = JSON.stringify(properties);
    expect(text).not.toContain('Fn::If');
    const references = [...text.matchAll(/\{"Ref":"(\w+)"\}/g)].map(([, name]) => name!);
    expect(references.filter((name) => name in stack().template.Parameters)).toEqual([]);
  });

  it('forwards API requests unchanged to the gateway, and all others to the bucket', () => {
    const { DistributionConfig } = stack().only('AWS::CloudFront::Distribution');
    const { CacheBehaviors, DefaultCacheBehavior, CustomErrorResponses, Origins } = DistributionConfig;
    expect(CustomErrorResponses).toBeUndefined();
    expect(CacheBehaviors.map(({ PathPattern, TargetOriginId }: any) => [PathPattern, TargetOriginId])).toEqual([
      ['/api/openapi.json', 'site'],
      ['/api/docs*', 'site'],
      ['/api/*', 'api'],
      ['/health*', 'api'],
    ]);
    for (const behavior of CacheBehaviors.slice(2)) {
      expect(behavior).toMatchObject({
        AllowedMethods: METHODS,
        Compress: false,
        ViewerProtocolPolicy: 'https-only',
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      });
    }
    expect(DefaultCacheBehavior).toMatchObject({ TargetOriginId: 'site', ViewerProtocolPolicy: 'redirect-to-https' });
    expect(Origins[0]).toMatchObject({ DomainName: '@SiteBucket.RegionalDomainName', OriginAccessControlId: '@SiteAccess.Id' });
    expect(Origins[1]).toMatchObject({ DomainName: `@HttpApi.execute-api.${stack().region}.amazonaws.com` });
  });

  it('sends the secret of the active slot to the gateway', () => {
    const header = (slot: string) =>
      stack().with({ OriginSlot: slot }).only('AWS::CloudFront::Distribution').DistributionConfig.Origins[1].OriginCustomHeaders;
    for (const slot of ['A', 'B']) {
      const HeaderValue = `{{resolve:secretsmanager:@OriginSecret${slot}:SecretString}}`;
      expect(header(slot)).toEqual([{ HeaderName: 'x-origin-secret', HeaderValue }]);
    }
  });

  it('maps page addresses to an index file', () => {
    const code = stack().only('AWS::CloudFront::Function').FunctionCode as string;
    const files = [
      '/',
      '/classes/42',
      '/sign-in/',
      '/a.b/c',
      '/assets/app.js',
      '/favicon.ico',
      '/api/docs',
      '/api/docs/',
      '/api/docs/page.css',
    ];
    expect(files.map((uri) => toBucketKey(code, uri))).toEqual([
      ...['/index.html', '/index.html', '/index.html', '/index.html', '/assets/app.js', '/favicon.ico'],
      ...['/api/docs/index.html', '/api/docs/index.html', '/api/docs/page.css'],
    ]);
  });

  it('allows pages to connect only to the API, the user pool and the files', () => {
    const { region, stage } = stack();
    const policy = stack().resources.SiteHeaders!.Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig;
    const text = policy.ContentSecurityPolicy.ContentSecurityPolicy as string;
    const directives = Object.fromEntries(text.split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]));
    const media = `https://${stack().resources.MediaBucket!.Properties.BucketName}.s3.${region}.amazonaws.com`;
    expect(directives['connect-src']).toEqual([
      "'self'",
      media,
      `https://cognito-idp.${region}.amazonaws.com`,
      `https://student-management-${stage}-123456789012.auth.${region}.amazoncognito.com`,
    ]);
    expect(directives).toMatchObject({ 'default-src': ["'none'"], 'script-src': ["'self'"], 'frame-ancestors': ["'none'"] });
    expect(policy).toHaveProperty('StrictTransportSecurity');
  });

  it('gives CORS headers to the answers of the gateway and of the firewall, as the app does to its own', () => {
    const { methods, allowedHeaders, exposedHeaders, maxAge } = corsOptions([]);
    const wished = stack().with({ CorsOrigins: 'https://a.example,https://b.example' });
    const { CacheBehaviors } = wished.only('AWS::CloudFront::Distribution').DistributionConfig;
    expect(CacheBehaviors.map(({ ResponseHeadersPolicyId }: any) => ResponseHeadersPolicyId)).toEqual([
      '@SiteHeaders',
      '@DocumentationHeaders',
      '@ApiHeaders',
      undefined,
    ]);
    expect(wished.resources.ApiHeaders!.Properties.ResponseHeadersPolicyConfig.CorsConfig).toEqual({
      OriginOverride: false,
      AccessControlAllowCredentials: false,
      AccessControlAllowOrigins: { Items: ['https://a.example', 'https://b.example'] },
      AccessControlAllowMethods: { Items: methods },
      AccessControlAllowHeaders: { Items: allowedHeaders },
      AccessControlExposeHeaders: { Items: exposedHeaders },
      AccessControlMaxAgeSec: maxAge,
    });
    expect(stack().with({ CorsOrigins: '' }).resources).not.toHaveProperty('ApiHeaders');
  });
}
