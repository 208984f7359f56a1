import { Stack, type Template } from './cloudformation.js';
import type { Packaged } from './packaged.js';
import { readYaml } from './yaml.js';

const ONLY_THERE = /^AWS::(WAFv2|CertificateManager)::/;

/** The edge as a separate stack, which is deployed first if the stage is in another region. */
const apart = () => readYaml<Template>('infra/edge/stack.yml');

export function edgeTests({ stack }: { stack: () => Packaged['stack'] }): void {
  const domain = { DomainName: 'school.example', HostedZoneId: '' };

  it('has the firewall and the certificate in us-east-1, in this stack or in one of their own', () => {
    const { template, region } = stack();
    const here = Object.fromEntries(Object.entries(template.Resources).filter(([, { Type }]) => ONLY_THERE.test(Type)));
    expect(here).toEqual(region === 'us-east-1' ? apart().Resources : {});
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

  it('rejects a deployment to another region before the edge stack exists', () => {
    const refused = stack()
      .with({ ...domain, Firewall: 'on', SesIdentityArn: 'arn:aws:ses:us-east-1:123456789012:identity/school.example' })
      .ruleViolations.map((text) => /webAclArn|certificateArn/.exec(text)?.[0]);
    expect(refused).toEqual(stack().region === 'us-east-1' ? [] : ['webAclArn', 'certificateArn']);
  });
}

export function edgeStackTests(): void {
  const made = (parameters: Record<string, string>) => new Stack(apart(), 'prod-edge', 'us-east-1', parameters);

  it('outputs its ARNs for the stack in the other region', () => {
    const all = made({ Firewall: 'on', DomainName: 'school.example', HostedZoneId: '' });
    expect(all.outputs).toEqual({ WebAclArn: '@WebAcl.Arn', CertificateArn: '@Certificate' });
    expect(made({ Firewall: 'off', DomainName: '', HostedZoneId: '' }).outputs).toEqual({});
  });

  it('validates the certificate in DNS if the zone is known', () => {
    const certificate = (HostedZoneId: string) =>
      made({ Firewall: 'off', DomainName: 'school.example', HostedZoneId }).only('AWS::CertificateManager::Certificate');
    expect(certificate('Z1').DomainValidationOptions).toEqual([{ DomainName: 'school.example', HostedZoneId: 'Z1' }]);
    expect(certificate('')).not.toHaveProperty('DomainValidationOptions');
  });
}
