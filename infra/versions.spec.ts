import { createRequire } from 'node:module';

type Hooks = Record<string, () => void>;

const Versions = createRequire(__filename)('./versions.cjs') as new (serverless: object) => { hooks: Hooks };

/** What osls has compiled when the plugin runs. */
function compiled(canary: string) {
  const updatePolicy = { CodeDeployLambdaAliasUpdate: {} };
  return {
    custom: { canary },
    functions: { api: { versionLogicalId: 'Version1' } as Record<string, unknown> },
    provider: {
      compiledCloudFormationTemplate: { Resources: { Version1: { DeletionPolicy: 'Retain', Properties: {} as Record<string, unknown> } } },
    },
    resources: {
      Resources: { Live: { UpdatePolicy: updatePolicy, Properties: {} }, NewVersionFails: { Properties: { Dimensions: [] as object[] } } },
    },
  };
}

describe('the plugin for versions', () => {
  const run = (service: ReturnType<typeof compiled>) => {
    const { hooks } = new Versions({ service });
    hooks['after:package:initialize']!();
    hooks['before:package:finalize']!();
  };

  it('lets CodeDeploy move the alias, unless the canary is off', () => {
    const [on, off] = [compiled('on'), compiled('off')];
    run(on);
    run(off);
    expect(on.resources.Resources.Live).toHaveProperty('UpdatePolicy');
    expect(off.resources.Resources.Live).not.toHaveProperty('UpdatePolicy');
    for (const { resources } of [on, off])
      expect(resources.Resources.Live.Properties).toEqual({ FunctionVersion: { 'Fn::GetAtt': ['Version1', 'Version'] } });
  });
});
