import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedData } from './damaged-data.js';

/** Thrown when another process works in the folder. */
export class FolderInUse extends Error {
  constructor(folder: string, process: number) {
    super(`Process ${process} has a school open in ${folder}/: stop it first, or start this one in another folder.`);
  }
}

const OWNER_ONLY = 0o600;

/** The folder that a local school lives in: its state, and whose it is. */
export class Folder {
  constructor(readonly path: string) {}

  /** Makes the folder this process's own. @param fresh forgets what is in it @throws FolderInUse */
  claim({ fresh }: { fresh: boolean }): void {
    const owner = this.owner();
    if (owner !== undefined) throw new FolderInUse(this.path, owner);
    // A school that was not loaded to its end is begun anew: nobody has worked in it yet.
    if (fresh || !this.isLoaded) rmSync(this.path, { recursive: true, force: true });
    mkdirSync(this.path, { recursive: true });
    writeFileSync(this.file('pid'), String(process.pid));
  }

  release(): void {
    rmSync(this.file('pid'), { force: true });
  }

  /** Whether a school was loaded to its end. */
  get isLoaded(): boolean {
    return existsSync(this.file('loaded'));
  }

  setLoaded(): void {
    writeFileSync(this.file('loaded'), '');
  }

  /** The key that seals cursors: kept, so that a cursor outlives a restart. @throws DamagedData */
  cursorKey(): string {
    const file = this.file('settings.json');
    if (!existsSync(file)) writeFileSync(file, JSON.stringify({ cursorKey: randomBytes(32).toString('base64') }), { mode: OWNER_ONLY });
    try {
      return (JSON.parse(readFileSync(file, 'utf8')) as { cursorKey: string }).cursorKey;
    } catch (error) {
      throw new DamagedData(file, 'it is not JSON', error);
    }
  }

  /** The process that works in the folder, if it is alive. */
  private owner(): number | undefined {
    try {
      const pid = Number(readFileSync(this.file('pid'), 'utf8'));
      if (pid === process.pid || !Number.isInteger(pid)) return undefined;
      process.kill(pid, 0);
      return pid;
    } catch {
      return undefined;
    }
  }

  private file(name: string): string {
    return join(this.path, name);
  }
}
