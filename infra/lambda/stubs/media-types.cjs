// Replaces `mime-db` in the bundle: the media types that the app accepts or sends, and those that Express itself looks up.
module.exports = {
  'application/json': { charset: 'UTF-8', compressible: true, extensions: ['json'] },
  'application/octet-stream': { compressible: true, extensions: ['bin'] },
  'application/problem+json': { compressible: true },
  'application/x-www-form-urlencoded': { compressible: true },
  'multipart/form-data': { compressible: false },
  'text/csv': { compressible: true, extensions: ['csv'] },
  'text/html': { compressible: true, extensions: ['html'] },
  'text/plain': { compressible: true, extensions: ['txt'] },
};
