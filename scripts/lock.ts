import { createHash } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from './failure.js';

const BUILDS = 'Another command builds or deploys from this folder';

/** The lock of a checkout, whose folders `dist` and `.serverless` deployments share, or of a file. */
export function lockOf(path: string): string {
  return join(tmpdir(), `student-management-${createHash('sha256').update(path).digest('hex').slice(0, 16)}.lock`);
}

/**
 * Runs `act` while no other process of this checkout builds or deploys. A process that was killed holds no lock.
 * @param conflict says what another process does, if the lock is not that of the checkout
 * @throws Failure if another process holds the lock
 */
export async function withLock<T>(act: () => Promise<T>, file = lockOf(process.cwd()), conflict = BUILDS): Promise<T> {
  acquire(file, conflict);
  try {
    return await act();
  } finally {
    rmSync(file, { force: true });
  }
}

function acquire(file: string, conflict: string): void {
  const mine = `${file}.${process.pid}`;
  try {
    writeFileSync(mine, String(process.pid));
    while (!tryLink(mine, file)) removeAbandoned(file, conflict);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** A link appears with its content, and fails if the name is taken. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** @throws Failure if the process that holds the lock runs */
function removeAbandoned(file: string, conflict: string): void {
  const owner = readIfExists(file);
  if (owner === undefined) return;
  if (isRunning(Number(owner)))
    throw new Failure(`${conflict} (process ${owner}). Wait until it ends. If there is no such process, delete ${file}.`);
  // By renaming: of two processes that find the abandoned lock, only one takes it away.
  const taken = `${file}.${process.pid}.abandoned`;
  try {
    renameSync(file, taken);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(taken, 'utf8') !== owner) tryLink(taken, file);
  rmSync(taken);
}

function readIfExists(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
