// Fastify behind its adapter, with its own validation by JSON Schema and no token check.
import awsLambdaFastify from '@fastify/aws-lambda';
import Fastify from 'fastify';
import * as school from './school.mjs';

const uuid = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' };
const params = { type: 'object', properties: { classId: uuid, studentId: uuid } };
const querystring = {
  type: 'object',
  additionalProperties: false,
  required: ['role'],
  properties: {
    role: { const: 'STUDENT' },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 25 },
    cursor: { type: 'string', maxLength: 2_000 },
  },
};
const body = {
  type: 'object',
  additionalProperties: false,
  required: ['version', 'marks'],
  properties: {
    version: { type: 'integer', minimum: 1 },
    marks: { type: 'object', additionalProperties: { type: ['number', 'null'], minimum: 0 } },
    reason: { type: 'string', minLength: 1, maxLength: 500 },
  },
};

const app = Fastify();
const actorOf = (request) => request.headers['x-actor'];

app.setErrorHandler((error, _request, reply) => {
  const status = error.status ?? error.statusCode ?? 500;
  reply.status(status).send({ message: status < 500 ? error.message : 'Internal Server Error' });
});
app.register(
  (routes, _options, done) => {
    routes.get('/me', (request) => school.profile(actorOf(request)));
    routes.get('/users', { schema: { querystring } }, ({ query }) => school.students(query.limit, query.cursor));
    routes.get('/classes/:classId', { schema: { params } }, (request) => school.schoolClass(request.params.classId, actorOf(request)));
    routes.get('/classes/:classId/scores', { schema: { params } }, (request) => school.gradebook(request.params.classId, actorOf(request)));
    routes.put('/classes/:classId/scores/:studentId', { schema: { params, body } }, (request) =>
      school.saveMarks(request.params.classId, request.params.studentId, request.body, { id: actorOf(request) }),
    );
    done();
  },
  { prefix: '/api/v1' },
);

export const handler = awsLambdaFastify(app);
