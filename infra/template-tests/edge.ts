import { REGIONS } from '../../scripts/cloud/options.js';
import { readConfig } from '../../src/config/config.js';
import { Stack, type Template } from './cloudformation.js';
import type { Packaged } from './packaged.js';
import { readYaml } from './yaml.js';

const ONLY_THERE = /^AWS::(WAFv2|CertificateManager|Budgets)::/;

/** The edge as a separate stack, which is deployed first if the stage is in another region. */
const apart = () => readYaml<Template>('infra/edge/stack.yml');

export function edgeTests({ stack }: { stack: () => Packaged['stack'] }): void {
  const domain = { DomainName: 'school.example', HostedZoneId: '' };

  it('has the firewall, the certificate and the budget in us-east-1, in this stack or in one of their own', () => {
    const { template, region } = stack();
    const here = Object.fromEntries(Object.entries(template.Resources).filter(([, { Type }]) => ONLY_THERE.test(Type)));
    expect(here).toEqual(region === 'us-east-1' ? apart().Resources : {});
  });

  it('has only types of resources that each of its regions offers', () => {
    const missing = readYaml<Record<string, string[]>>('infra/regions.yml');
    const types = Object.values(stack().template.Resources).map(({ Type }) => Type);
    const regions = stack().region === 'us-east-1' ? ['us-east-1'] : REGIONS.filter((region) => region !== 'us-east-1');
    expect(regions.flatMap((region) => (missing[region] ?? []).filter((type) => types.includes(type)))).toEqual([]);
  });

  it('attaches them to CloudFront', () => {
    const arns = {
      WebAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/1',
      CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
    };
    const { WebACLId, Aliases, ViewerCertificate } = stack()
      .with({ ...domain, ...arns, Firewall: 'on' })
      .only('AWS::CloudFront::Distribution').DistributionConfig;
    const isHere = stack().region === 'us-east-1';
    expect({ WebACLId, Aliases, ViewerCertificate }).toEqual({
      WebACLId: isHere ? '@WebAcl.Arn' : arns.WebAclArn,
      Aliases: ['school.example'],
      ViewerCertificate: {
        AcmCertificateArn: isHere ? '@Certificate' : arns.CertificateArn,
        SslSupportMethod: 'sni-only',
        MinimumProtocolVersion: 'TLSv1.2_2021',
      },
    });
  });

  it('has a firewall and a domain name if the stage does', () => {
    const { WebACLId, Aliases } = stack().only('AWS::CloudFront::Distribution').DistributionConfig;
    expect([WebACLId !== undefined, Aliases]).toEqual([stack().stage === 'prod', undefined]);
  });

  it('takes the limits of the firewall and of the bill from the settings of the stage', () => {
    const { stage, region, template } = stack();
    if (region !== 'us-east-1') return;
    const stages = readYaml<Record<string, Record<string, unknown>>>('infra/stages.yml');
    const { firewallLimit, monthlyBudget } = { ...stages.default, ...stages[stage] };
    expect([template.Parameters.FirewallLimit!.Default, template.Parameters.MonthlyBudget!.Default]).toEqual([
      firewallLimit,
      monthlyBudget,
    ]);
  });

  it('rejects a deployment to another region before the edge stack exists', () => {
    const refused = stack()
      .with({ ...domain, Firewall: 'on', SesIdentityArn: 'arn:aws:ses:us-east-1:123456789012:identity/school.example' })
      .ruleViolations.map((text) => /webAclArn|certificateArn/.exec(text)?.[0]);
    expect(refused).toEqual(stack().region === 'us-east-1' ? [] : ['webAclArn', 'certificateArn']);
  });
}

export function edgeStackTests(): void {
  const none = { Firewall: 'off', FirewallLimit: '50000', DomainName: '', HostedZoneId: '', MonthlyBudget: '', AlarmMail: '' };
  const made = (parameters: Record<string, string>) => new Stack(apart(), 'prod-edge', 'us-east-1', { ...none, ...parameters });

  it('outputs its ARNs for the stack in the other region', () => {
    const all = made({ Firewall: 'on', DomainName: 'school.example' });
    expect(all.outputs).toEqual({ WebAclArn: '@WebAcl.Arn', CertificateArn: '@Certificate' });
    expect(made({}).outputs).toEqual({});
  });

  it('validates the certificate in DNS if the zone is known', () => {
    const certificate = (HostedZoneId: string) =>
      made({ DomainName: 'school.example', HostedZoneId }).only('AWS::CertificateManager::Certificate');
    expect(certificate('Z1').DomainValidationOptions).toEqual([{ DomainName: 'school.example', HostedZoneId: 'Z1' }]);
    expect(certificate('')).not.toHaveProperty('DomainValidationOptions');
  });

  it('has nothing that is billed without a firewall', () => {
    expect(Object.keys(made({}).resources)).toEqual([]);
  });

  it('limits an address no more strictly than a plain server does', () => {
    const { rateLimitPerMinute, rateLimitPerAddress } = readConfig(NEEDED);
    const { firewallLimit } = readYaml<{ default: { firewallLimit: number } }>('infra/stages.yml').default;
    expect(firewallLimit).toBe(rateLimitPerAddress);
    const rules = made({ Firewall: 'on', FirewallLimit: '12345' }).only('AWS::WAFv2::WebACL').Rules as any[];
    const rates = rules.flatMap(({ Statement, Action }) =>
      Statement.RateBasedStatement ? [{ ...Statement.RateBasedStatement, Action }] : [],
    );
    expect(rates.map(({ Limit, EvaluationWindowSec }) => [Limit, EvaluationWindowSec])).toEqual([
      ['12345', 300],
      [rateLimitPerMinute, 60],
    ]);
    expect(rates.map(({ Action }) => Action.Block.CustomResponse.ResponseCode)).toEqual([429, 429]);
  });

  it('lets a campus behind one address read its marks on results day', () => {
    // docs/reference/scale.md: 25 % of 10,000 people visit in five minutes, with 9.5 requests each.
    const { firewallLimit } = readYaml<{ default: { firewallLimit: number } }>('infra/stages.yml').default;
    expect(firewallLimit).toBeGreaterThan(2 * 2_500 * 9.5);
  });

  it('has the managed groups of rules, and lets large bodies and texts with markup pass to the app', () => {
    const rules = made({ Firewall: 'on' }).only('AWS::WAFv2::WebACL').Rules as any[];
    const groups = rules.flatMap(({ Statement }) => Statement.ManagedRuleGroupStatement ?? []);
    expect(groups.map(({ Name }) => Name)).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesCommonRuleSet',
    ]);
    expect(groups.flatMap(({ RuleActionOverrides = [] }) => RuleActionOverrides)).toEqual(
      ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY'].map((Name) => ({ Name, ActionToUse: { Count: {} } })),
    );
    expect(rules.map(({ Priority }) => Priority)).toEqual([0, 1, 2, 3, 4]);
  });

  it('sends the message about the budget to the address of the operators', () => {
    const subscribers = (parameters: Record<string, string>) =>
      (made({ MonthlyBudget: '100', ...parameters }).only('AWS::Budgets::Budget').NotificationsWithSubscribers ?? []).map(
        ({ Notification, Subscribers }: any) => [Notification.Threshold, Subscribers],
      );
    const mail = [{ SubscriptionType: 'EMAIL', Address: 'office@school.example' }];
    expect(subscribers({ AlarmMail: 'office@school.example' })).toEqual([
      [80, mail],
      [100, mail],
    ]);
    expect(subscribers({})).toEqual([]);
    expect(made({}).ofType('AWS::Budgets::Budget')).toEqual([]);
  });
}

const NEEDED = {
  ...{ AWS_REGION: 'us-east-1', COGNITO_USER_POOL_ID: 'us-east-1_a', COGNITO_CLIENT_ID: 'a', MEDIA_BUCKET: 'media' },
  CURSOR_KEY: Buffer.alloc(32).toString('base64'),
};
