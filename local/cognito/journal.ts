import { appendFileSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedData } from '../damaged-data.js';
import { isObject } from './input.js';

/** Stores the last value of each key. A value is in the file when `put` returns, so it survives a killed process. */
export interface Journal {
  put(key: string, value: unknown): void;
  remove(key: string): void;
  close(): void;
}

const FILE = 'pool.jsonl';
/** The file holds a private key. */
const OWNER_ONLY = 0o600;

/** A journal that stores nothing. */
export const memoryJournal: Journal = { put: () => undefined, remove: () => undefined, close: () => undefined };

/** Opens the journal of a folder and returns what it holds. Rewrites the file without outdated entries. @throws DamagedData */
export function openJournal(folder: string): { entries: Map<string, unknown>; journal: Journal } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, FILE);
  const entries = read(path);
  // Renamed over the old file only when complete: a process that is killed here leaves one complete file.
  const file = openSync(`${path}.new`, 'w', OWNER_ONLY);
  appendFileSync(file, [...entries].map(([key, value]) => line(key, value)).join(''));
  fsyncSync(file);
  renameSync(`${path}.new`, path);
  return { entries, journal: new FileJournal(file) };
}

class FileJournal implements Journal {
  private closed = false;

  constructor(private readonly file: number) {}

  put(key: string, value: unknown): void {
    this.append(line(key, value));
  }

  remove(key: string): void {
    this.append(line(key));
  }

  close(): void {
    if (!this.closed) closeSync(this.file);
    this.closed = true;
  }

  private append(text: string): void {
    // The descriptor of a closed file may belong to another file by now.
    if (this.closed) throw new Error('The pool is closed.');
    appendFileSync(this.file, text);
  }
}

function line(key: string, value?: unknown): string {
  return `${JSON.stringify(value === undefined ? [key] : [key, value])}\n`;
}

function read(path: string): Map<string, unknown> {
  const entries = new Map<string, unknown>();
  // Text after the last newline is an interrupted write, which was never confirmed.
  const lines = readIfThere(path).split('\n').slice(0, -1);
  for (const [index, text] of lines.entries()) {
    const [key, value] = parse(text) ?? [];
    if (key === undefined) throw new DamagedData(path, `line ${index + 1} is not an entry`);
    if (value === undefined) entries.delete(key);
    else entries.set(key, value);
  }
  if (entries.size > 0 && !entries.has('pool')) throw new DamagedData(path, 'it does not say which pool it is of');
  return entries;
}

function parse(text: string): [string, unknown] | undefined {
  try {
    const entry: unknown = JSON.parse(text);
    if (!Array.isArray(entry) || typeof entry[0] !== 'string') return undefined;
    return entry.length === 1 || isObject(entry[1]) ? [entry[0], entry[1]] : undefined;
  } catch {
    return undefined;
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
