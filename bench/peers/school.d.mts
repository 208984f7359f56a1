import type { Actor } from './nest/auth.js';

export class Refusal extends Error {
  readonly status: number;
}

export function profile(id: string): Promise<unknown>;
export function students(limit: number, cursor?: string): Promise<unknown>;
export function schoolClass(id: string, actorId: string): Promise<unknown>;
export function gradebook(id: string, actorId: string): Promise<unknown>;
export function saveMarks(
  classId: string,
  studentId: string,
  change: { version: number; marks: Record<string, number | null>; reason?: string },
  actor: Actor,
): Promise<unknown>;
