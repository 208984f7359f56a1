// Express 5 behind the same adapter as the app: no token check, no validation.
import { configure } from '@codegenie/serverless-express';
import express, { Router } from 'express';
import * as school from './school.mjs';

export const app = express();
const routes = Router();
const actorOf = (request) => request.headers['x-actor'];

routes.get('/me', async (request, response) => response.json(await school.profile(actorOf(request))));
routes.get('/users', async ({ query }, response) => response.json(await school.students(Number(query.limit ?? 25), query.cursor)));
routes.get('/classes/:classId', async (request, response) =>
  response.json(await school.schoolClass(request.params.classId, actorOf(request))),
);
routes.get('/classes/:classId/scores', async (request, response) =>
  response.json(await school.gradebook(request.params.classId, actorOf(request))),
);
routes.put('/classes/:classId/scores/:studentId', async (request, response) => {
  const { classId, studentId } = request.params;
  response.json(await school.saveMarks(classId, studentId, request.body, { id: actorOf(request) }));
});
app.use(express.json());
app.use('/api/v1', routes);
app.use((error, _request, response, _next) => {
  response.status(error.status ?? 500).json({ message: error.status ? error.message : 'Internal Server Error' });
});

const server = configure({ app });
export const handler = (event, context) => server(event, context);
