const path = require('node:path');

/**
 * Names the bucket with the packages. CloudFormation would make a name from the name of the stack and cut it, so that the permissions of the deploy role,
 * which are given by name, would not match. osls takes a name only for a bucket that exists. The first template of a new stack needs the name too.
 */
module.exports = class DeploymentBucket {
  constructor(serverless) {
    const { service, utils } = serverless;
    const { naming } = serverless.getProvider('aws');
    this.hooks = {
      'after:package:initialize': () => {
        const { compiledCloudFormationTemplate: whole, coreCloudFormationTemplate: first } = service.provider;
        for (const { Resources } of [whole, first])
          Resources[naming.getDeploymentBucketLogicalId()].Properties.BucketName = service.custom.deploymentBucket;
        utils.writeFileSync(path.join(serverless.serviceDir, '.serverless', naming.getCoreTemplateFileName()), first);
      },
    };
  }
};
