/** The alias that receives the traffic. `logicalId` is its resource in infra/versions.yml. */
const LIVE = { name: 'live', logicalId: 'Live' };

/**
 * Sends all traffic to the alias, and the alias to the version of this package. osls makes a version for each package, with a name of its own in the
 * template, and knows aliases, but none that CodeDeploy moves.
 */
module.exports = class Versions {
  constructor(serverless) {
    const { service } = serverless;
    this.hooks = {
      'after:package:initialize': () => {
        service.functions.api.targetAlias = LIVE;
      },
      'before:package:finalize': () => {
        const { Resources } = service.provider.compiledCloudFormationTemplate;
        const id = service.functions.api.versionLogicalId;
        // As for the function itself: another Node.js would reject the code cache.
        Resources[id].Properties.RuntimePolicy = { UpdateRuntimeOn: 'FunctionUpdate' };
        // osls keeps all versions for ever. CloudFormation deletes the previous one when the alias has left it.
        delete Resources[id].DeletionPolicy;
        const { Live, NewVersionFails } = service.resources.Resources;
        const version = { 'Fn::GetAtt': [id, 'Version'] };
        Live.Properties.FunctionVersion = version;
        NewVersionFails.Properties.Dimensions.push({ Name: 'ExecutedVersion', Value: version });
        if (service.custom.canary === 'off') delete Live.UpdatePolicy;
      },
    };
  }
};
