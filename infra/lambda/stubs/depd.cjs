// Stands for `depd` in the bundle: nothing is said of what is deprecated.
const deprecate = Object.assign(() => {}, { function: (named) => named, property() {} });
module.exports = () => deprecate;
