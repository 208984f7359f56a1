/**
 * Puts `custom.rules` into the template: the section of CloudFormation that refuses parameters before anything is made, and the only one that
 * osls lets nobody write in `resources`.
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
