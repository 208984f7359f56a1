// Replaces `depd` in the bundle. It logs no deprecations.
const deprecate = Object.assign(() => {}, { function: (named) => named, property() {} });
module.exports = () => deprecate;
