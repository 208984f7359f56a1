/**
 * Puts `custom.rules` into the template as the section `Rules`, by which CloudFormation rejects parameters before it creates anything. osls does not
 * accept that section in `resources`.
 */
module.exports = class Rules {
  constructor(serverless) {
    const { service } = serverless;
    this.hooks = {
      'before:package:finalize': () => {
        service.provider.compiledCloudFormationTemplate.Rules = Object.assign({}, ...service.custom.rules);
      },
    };
  }
};
