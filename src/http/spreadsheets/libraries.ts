// The used parts of the libraries for files. The first request for a file loads them.
export { stringify } from 'csv-stringify/sync';
export { strToU8, unzipSync, zipSync } from 'fflate';
export { parser as xmlParser } from 'sax';
