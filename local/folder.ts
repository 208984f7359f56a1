import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedData } from './damaged-data.js';

/** Thrown when another process uses the folder. */
export class FolderInUse extends Error {
  constructor(folder: string, process: number) {
    super(`Process ${process} already has a school open in ${folder}/. Stop it first, or start in another directory.`);
  }
}

const OWNER_ONLY = 0o600;

/** The data folder of a local school, and the process that owns it. */
export class Folder {
  constructor(readonly path: string) {}

  /** Claims the folder for this process. @param fresh deletes its content @throws FolderInUse */
  claim({ fresh }: { fresh: boolean }): void {
    const owner = this.owner();
    if (owner !== undefined) throw new FolderInUse(this.path, owner);
    // A school that was not loaded completely contains no work of users: start over.
    if (fresh || !this.isLoaded) rmSync(this.path, { recursive: true, force: true });
    mkdirSync(this.path, { recursive: true });
    writeFileSync(this.file('pid'), String(process.pid));
  }

  release(): void {
    rmSync(this.file('pid'), { force: true });
  }

  /** Whether the demo school was loaded completely. */
  get isLoaded(): boolean {
    return existsSync(this.file('loaded'));
  }

  setLoaded(): void {
    writeFileSync(this.file('loaded'), '');
  }

  /** The key that encrypts cursors. It is stored, so that cursors stay valid after a restart. @throws DamagedData */
  cursorKey(): string {
    const file = this.file('settings.json');
    if (!existsSync(file)) writeFileSync(file, JSON.stringify({ cursorKey: randomBytes(32).toString('base64') }), { mode: OWNER_ONLY });
    try {
      return (JSON.parse(readFileSync(file, 'utf8')) as { cursorKey: string }).cursorKey;
    } catch (error) {
      throw new DamagedData(file, 'it is not JSON', error);
    }
  }

  /** The process that owns the folder, if it is alive. */
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
