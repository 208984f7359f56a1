import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DamagedData } from '../damaged-data.js';
import { openJournal } from './journal.js';

describe('the journal of a pool', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'journal-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps values even if it is not closed', () => {
    const { journal } = openJournal(folder);
    journal.put('pool', { id: 1 });
    journal.put('account/a', { name: 'first' });
    journal.put('account/b', { name: 'gone' });
    journal.put('account/a', { name: 'second' });
    journal.remove('account/b');
    expect([...reopened()]).toEqual([
      ['pool', { id: 1 }],
      ['account/a', { name: 'second' }],
    ]);
  });

  it('drops an incomplete last line and appends after the line before', () => {
    openJournal(folder).journal.put('pool', { id: 1 });
    appendFileSync(file(), '["account/a",{"na');
    openJournal(folder).journal.put('account/b', { name: 'b' });
    expect([...reopened().keys()]).toEqual(['pool', 'account/b']);
  });

  it('removes outdated lines when it is opened', () => {
    const { journal } = openJournal(folder);
    for (let version = 0; version < 100; version += 1) journal.put('pool', { version });
    const before = statSync(file()).size;
    expect([...reopened()]).toEqual([['pool', { version: 99 }]]);
    expect(statSync(file()).size).toBeLessThan(before / 50);
  });

  it.each(['{"a":1}\n', '["pool",{}]\nnonsense\n', '["pool",{}]\n[5,{}]\n', '["pool",5]\n', '["account/a",{}]\n'])(
    'rejects a damaged file and does not change it: %j',
    (content) => {
      writeFileSync(file(), content);
      expect(() => openJournal(folder)).toThrow(DamagedData);
      expect(readFileSync(file(), 'utf8')).toBe(content);
    },
  );

  it('is accessible only to its owner, because it holds a private key', () => {
    openJournal(folder);
    expect(statSync(file()).mode & 0o077).toBe(0);
  });

  it('rejects writes after it is closed', () => {
    const { journal } = openJournal(folder);
    journal.close();
    expect(() => journal.put('pool', {})).toThrow('closed');
  });

  function file(): string {
    return join(folder, 'pool.jsonl');
  }

  function reopened(): Map<string, unknown> {
    return openJournal(folder).entries;
  }
});
