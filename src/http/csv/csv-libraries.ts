// The used parts of the CSV libraries. The first request with a file loads them.
export { parse } from 'csv-parse/sync';
export { stringify } from 'csv-stringify/sync';
