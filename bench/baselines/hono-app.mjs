// The routes of both Hono apps with checks: `verify` checks the token, zod the input.
import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { HTTPException } from 'hono/http-exception';
import { classId, marks, page, row } from './inputs.mjs';
import * as school from './school.mjs';

/** @param verify returns the claims of a valid token and throws for any other */
export function checkedApp(verify) {
  const app = new Hono().basePath('/api/v1');
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    return c.json({ message: error.status ? error.message : 'Internal Server Error' }, error.status ?? 500);
  });
  app.use(async (c, next) => {
    const token = c.req.header('authorization')?.replace(/^Bearer /, '');
    if (!token) throw new HTTPException(401);
    const claims = await verify(token).catch(() => {
      throw new HTTPException(401);
    });
    c.set('actor', { id: claims.sub, groups: claims['cognito:groups'] ?? [] });
    await next();
  });
  const allow =
    (...groups) =>
    async (c, next) => {
      if (!groups.some((group) => c.get('actor').groups.includes(group))) throw new HTTPException(403);
      await next();
    };
  app.get('/me', async (c) => c.json(await school.profile(c.get('actor').id)));
  app.get('/users', allow('admin'), zValidator('query', page), async (c) => {
    const { limit, cursor } = c.req.valid('query');
    return c.json(await school.students(limit, cursor));
  });
  app.get('/classes/:classId', allow('lecturer'), zValidator('param', classId), async (c) =>
    c.json(await school.schoolClass(c.req.valid('param').classId, c.get('actor').id)),
  );
  app.get('/classes/:classId/scores', allow('lecturer'), zValidator('param', classId), async (c) =>
    c.json(await school.gradebook(c.req.valid('param').classId, c.get('actor').id)),
  );
  app.put('/classes/:classId/scores/:studentId', allow('lecturer'), zValidator('param', row), zValidator('json', marks), async (c) => {
    const key = c.req.valid('param');
    return c.json(await school.saveMarks(key.classId, key.studentId, c.req.valid('json'), c.get('actor')));
  });
  return handle(app);
}
