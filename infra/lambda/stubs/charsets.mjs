// Stands for `iconv-lite` in the bundle: bodies are read as UTF-8, and refused if they say that they are anything else.
import { StringDecoder } from 'node:string_decoder';

export const encodingExists = (name) => /^utf-?8$/i.test(name);

export const decode = (bytes) => bytes.toString('utf8').replace(/^\uFEFF/, '');

export function getDecoder() {
  const decoder = new StringDecoder('utf8');
  return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() };
}
