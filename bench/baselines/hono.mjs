// Hono and lib-dynamodb: no token check, no validation.
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { HTTPException } from 'hono/http-exception';
import * as school from './school.mjs';

const app = new Hono().basePath('/api/v1');
const actorOf = (c) => c.req.header('x-actor');

app.onError((error, c) => {
  if (error instanceof HTTPException) return error.getResponse();
  return c.json({ message: error.status ? error.message : 'Internal Server Error' }, error.status ?? 500);
});
app.get('/me', async (c) => c.json(await school.profile(actorOf(c))));
app.get('/users', async (c) => c.json(await school.students(Number(c.req.query('limit') ?? 25), c.req.query('cursor'))));
app.get('/classes/:classId', async (c) => c.json(await school.schoolClass(c.req.param('classId'), actorOf(c))));
app.get('/classes/:classId/scores', async (c) => c.json(await school.gradebook(c.req.param('classId'), actorOf(c))));
app.put('/classes/:classId/scores/:studentId', async (c) => {
  const { classId, studentId } = c.req.param();
  return c.json(await school.saveMarks(classId, studentId, await c.req.json(), { id: actorOf(c) }));
});

export const handler = handle(app);
