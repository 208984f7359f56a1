import { readFileSync } from 'node:fs';
import type { DomainErrorClass } from '../../src/core/errors/domain-error.js';
import { exportedClasses } from '../fixtures/exports.js';

interface Schema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  $ref?: string;
  allOf?: Schema[];
  properties?: Record<string, Schema>;
}

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: object[];
  parameters: { name: string; in: string; description: string; schema: Schema & { default?: unknown } }[];
  requestBody?: { required?: boolean };
  responses: Record<string, { headers?: object; content?: Record<string, { schema: Schema; examples?: object }> }>;
}

const text = readFileSync('openapi.json', 'utf8');
const document = JSON.parse(text) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; examples: Record<string, { value: { code: string; status: number } }> };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
);
const operation = (id: string) => operations.find(({ operationId }) => operationId === id)!;
const parameter = (id: string, name: string) => operation(id).parameters.find((each) => each.name === name);

/** Codes of errors of one item, in a response about many. */
const LISTED_AT_NO_ROUTE = ['person_differs', 'repeated_in_file', 'student_repeated'];

/** Lists that are always whole. */
const HAVE_ONE_PAGE = new Set(['gradingScalesList', 'externalResultsList', 'gpaRulesList']);

describe('the OpenAPI document', () => {
  it('has a one-line summary and a unique id for every operation', () => {
    expect(operations.filter(({ summary }) => !/^[^\n.]{3,100}$/.test(summary)).map(({ operationId }) => operationId)).toEqual([]);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  });

  it('contains no class names and no docstring tags', () => {
    expect(text).not.toMatch(/Dto\b/);
    expect(text).not.toMatch(/"[^"]*@(format|default|example)\b(?!\.)/);
    expect(text).not.toContain('"nullable"');
  });

  it('has formats for ids, dates and instants', () => {
    const { properties } = document.components.schemas.Class!;
    expect(properties).toMatchObject({ id: { format: 'uuid' }, capacity: { type: 'integer', format: 'int32' } });
    expect(document.components.schemas.Term!.properties).toMatchObject({ startDate: { format: 'date' } });
    expect(document.components.schemas.User!.properties).toMatchObject({ createdAt: { format: 'date-time' } });
    const ids = operations.flatMap(({ parameters }) => parameters.filter(({ name, in: place }) => place === 'path' && name.endsWith('Id')));
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter(({ schema }) => schema.format !== 'uuid')).toEqual([]);
  });

  it('contains the constraints of bodies and queries', () => {
    expect(document.components.schemas.CreateTerm!.properties).toMatchObject({
      code: { minLength: 1, maxLength: 20, pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' },
      startDate: { format: 'date' },
    });
    expect(document.components.schemas.CreateClass!.properties).toMatchObject({ capacity: { type: 'integer', minimum: 1, maximum: 500 } });
    expect(document.components.schemas.EnrolStudents!.properties).toMatchObject({ students: { minItems: 1, maxItems: 500 } });
    expect(parameter('classesList', 'term')?.schema).toMatchObject({ maxLength: 20 });
    expect(operation('publishingPublish').requestBody?.required).toBe(false);
    expect(operation('termsCreate').requestBody?.required).toBe(true);
  });

  it('describes the pagination of every list', () => {
    const lists = operations.filter(({ responses }) => responses['200']?.content?.['application/json']?.schema.$ref?.endsWith('Page'));
    expect(lists.length).toBeGreaterThan(5);
    for (const { operationId } of lists.filter((list) => !HAVE_ONE_PAGE.has(list.operationId))) {
      expect(parameter(operationId, 'limit')?.schema).toEqual({ type: 'integer', minimum: 1, maximum: 100, default: 25 });
      expect(parameter(operationId, 'cursor')?.schema).toMatchObject({ type: 'string' });
    }
  });

  it('names the error codes of each status of each operation', () => {
    const problems = operations.flatMap(({ operationId, responses }) =>
      Object.entries(responses).flatMap(([status, { content }]) => {
        const problem = content?.['application/problem+json'];
        return problem ? { operationId, status: Number(status), said: problem.schema.allOf![1]!.properties!, ...problem } : [];
      }),
    );
    for (const { status, said, examples = {} } of problems) {
      expect(said.status!.const).toBe(status);
      expect(said.code!.enum).toEqual(Object.keys(examples));
      for (const code of Object.keys(examples)) expect(document.components.examples[code]!.value).toMatchObject({ code, status });
    }
    expect(operation('scoresSave').responses['409']!.content!['application/problem+json']!.schema.allOf![1]!.properties).toMatchObject({
      code: { enum: expect.arrayContaining(['stale', 'gradebook_locked']) },
      current: { $ref: '#/components/schemas/GradebookRow' },
    });
  });

  it('lists every domain error at one route or more', () => {
    const errors = exportedClasses<DomainErrorClass>((path) => path.endsWith('.errors.ts'));
    const codes = [...new Set(errors.flatMap(({ code }) => code ?? []))];
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter((code) => !document.components.examples[code]).sort()).toEqual([...LISTED_AT_NO_ROUTE].sort());
  });

  it('describes both bodies of statuses that the gateway sends', () => {
    const alone = operations.flatMap(({ operationId, security, responses }) =>
      ['429', '500', '503', '403', ...(security.length ? ['401'] : [])].flatMap((status) =>
        responses[status]?.content?.['application/json']?.schema.$ref === '#/components/schemas/GatewayMessage'
          ? []
          : [operationId, status],
      ),
    );
    expect(alone).toEqual([]);
  });

  it('describes the ETag of each thing that If-Match protects', () => {
    const changes = operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'If-Match'));
    expect(changes.length).toBeGreaterThan(0);
    for (const { path, responses } of changes) {
      expect(document.paths[path]!.get!.responses['200']!.headers).toHaveProperty('ETag');
      expect(responses['200']!.headers).toHaveProperty('ETag');
    }
    expect(operation('termsCreate').responses['201']!.headers).toMatchObject({ ETag: {}, Location: {} });
  });
});
