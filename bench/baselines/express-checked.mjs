// Express 5 as a server, with jose for tokens and zod for input: node express-checked.mjs <port>
import express, { Router } from 'express';
import { classId, marks, page, row } from './inputs.mjs';
import { verify } from './jose.mjs';
import * as school from './school.mjs';

const routes = Router();

routes.use(async (request, _response, next) => {
  const token = request.headers.authorization?.replace(/^Bearer /, '');
  if (!token) throw new school.Refusal(401, 'A token is missing.');
  const claims = await verify(token).catch(() => {
    throw new school.Refusal(401, 'The token is not good.');
  });
  request.actor = { id: claims.sub, groups: claims['cognito:groups'] ?? [] };
  next();
});

const allow = (group) => (request, _response, next) => {
  if (!request.actor.groups.includes(group)) throw new school.Refusal(403, 'Not allowed.');
  next();
};

routes.get('/me', async ({ actor }, response) => response.json(await school.profile(actor.id)));
routes.get('/users', allow('admin'), async (request, response) => {
  const { limit, cursor } = page.parse(request.query);
  response.json(await school.students(limit, cursor));
});
routes.get('/classes/:classId', allow('lecturer'), async ({ params, actor }, response) =>
  response.json(await school.schoolClass(classId.parse(params).classId, actor.id)),
);
routes.get('/classes/:classId/scores', allow('lecturer'), async ({ params, actor }, response) =>
  response.json(await school.gradebook(classId.parse(params).classId, actor.id)),
);
routes.put('/classes/:classId/scores/:studentId', allow('lecturer'), async ({ params, body, actor }, response) => {
  const key = row.parse(params);
  response.json(await school.saveMarks(key.classId, key.studentId, marks.parse(body), actor));
});

const app = express();
app.use(express.json());
app.use('/api/v1', routes);
app.use((error, _request, response, _next) => {
  const status = error.name === 'ZodError' ? 400 : (error.status ?? 500);
  response.status(status).json({ message: status < 500 ? error.message : 'Internal Server Error' });
});

const server = app.listen(Number(process.argv[2]), '127.0.0.1');
// As long as the app's own, so that no connection closes just before it is used again.
server.keepAliveTimeout = 65_000;
