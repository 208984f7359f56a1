// What of the libraries for CSV is used. Loaded when the first file comes or goes: few requests bring or take one.
export { parse } from 'csv-parse/sync';
export { stringify } from 'csv-stringify/sync';
