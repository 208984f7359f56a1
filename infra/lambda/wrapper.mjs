/**
 * Wraps a CommonJS module as Node.js does, on lines of its own. The value of the script is a function. The build wraps the bundle, because joining texts
 * of a megabyte takes a tenth of a cold start.
 */
export const asFunction = (code) => `(function (exports, require, module, __filename, __dirname) {\n${code}\n})`;
