import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockOf, withLock } from '../../../scripts/lock.js';
import { Failure } from '../../../scripts/failure.js';

describe('the lock of a checkout', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lock-'));
    file = join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The id of a process that has ended. */
  async function endedProcess(): Promise<number> {
    const child = spawn(process.execPath, ['--eval', '']);
    await new Promise((done) => child.once('close', done));
    return child.pid!;
  }

  it('lets only one command build or deploy, and the next one afterwards', async () => {
    await withLock(async () => {
      await expect(withLock(() => Promise.resolve(), file)).rejects.toThrow(
        new Failure(
          `Another command builds or deploys from this folder (process ${process.pid}). Wait until it ends. If there is no such process, delete ${file}.`,
        ),
      );
    }, file);
    expect(await withLock(() => Promise.resolve('done'), file)).toBe('done');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is free after a failure', async () => {
    await expect(withLock(() => Promise.reject(new Error('failed')), file)).rejects.toThrow('failed');
    expect(existsSync(file)).toBe(false);
  });

  it('is free after the command that held it was killed', async () => {
    writeFileSync(file, String(await endedProcess()));
    expect(await withLock(() => Promise.resolve('done'), file)).toBe('done');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is another one for another folder', () => {
    expect(lockOf('/a')).toBe(lockOf('/a'));
    expect(lockOf('/a')).not.toBe(lockOf('/b'));
  });
});
