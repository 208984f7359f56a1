// The zod schemas of the baselines that validate their input.
import { z } from 'zod';

export const classId = z.object({ classId: z.uuid() });
export const row = z.object({ classId: z.uuid(), studentId: z.uuid() });
export const page = z.strictObject({
  role: z.literal('STUDENT'),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(2_000).optional(),
});
export const marks = z.strictObject({
  version: z.number().int().min(1),
  marks: z.record(z.string(), z.number().min(0).multipleOf(0.01).nullable()),
  reason: z.string().min(1).max(500).optional(),
});
