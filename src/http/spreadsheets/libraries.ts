// The used part of the CSV library. The first request for a file loads it.
export { stringify } from 'csv-stringify/sync';
