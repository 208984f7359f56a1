import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { randomBytes } from 'node:crypto';
import { startCloud } from '../../local/cloud.js';
import { createApp } from '../../src/app/create-app.js';
import { type Role, toGroup } from '../../src/auth/actor.js';
import { readConfig } from '../../src/config/config.js';
import { Log } from '../../src/core/logging/log.js';
import { API_PREFIX } from '../../src/http/routes.js';
import { tableName } from '../../src/persistence/dynamodb/schema/tables.js';
import { loadEngine } from '../../src/persistence/engine.js';
import { CallLog } from '../school/call-log.js';
import { SEATS, seedSchool } from '../school/seed-school.js';
import { signatureOf } from './fake-aws.mjs';

const STUDENTS = 60;
const AN_HOUR = 3600;
const ORIGIN_SECRETS = ['A', 'B'].map((slot) => arn(`origin-${slot}`));
const CURSOR_KEY_SECRET = arn('cursor-key');
const ORIGIN_VALUE = randomBytes(32).toString('hex');

/** The measured requests. */
export const ROUTES = ['own profile', 'a page of people', 'one class', 'a gradebook', 'saving marks'] as const;
export type Route = (typeof ROUTES)[number];

/** The input of a measurement: events in the format of an HTTP API, and the responses of AWS to the requests that they cause. */
export interface Requests {
  readonly environment: Readonly<Record<string, string>>;
  readonly events: Readonly<Record<Route, unknown>>;
  /** As `fakeAws` takes them. */
  readonly answers: Record<string, string>;
}

/** The tables whose responses are recorded. */
export interface Tables {
  readonly url: string;
  /** Restores the marks. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

function arn(name: string): string {
  return `arn:aws:secretsmanager:us-east-1:123456789012:secret:student-management-bench-${name}-AbCdEf`;
}

/**
 * Seeds a school on the local cloud with a class that has all its marks.
 * @param poolEndpoint the endpoint of the user pool that the tokens name
 */
export async function makeRequests(poolEndpoint?: string): Promise<{ requests: Requests; tables: Tables }> {
  const cloud = await startCloud();
  const config = readConfig({ ...process.env, ...cloud.environment, CURSOR_KEY: randomBytes(32).toString('base64') });
  const app = await createApp(config, await loadEngine(config), new Log('error', 'text'));
  await app.listen(0, '127.0.0.1');
  const issuer = `${poolEndpoint ?? `https://cognito-idp.${cloud.pool.region}.amazonaws.com`}/${cloud.pool.userPoolId}`;
  const claims = (id: string, role: Role) => ({ sub: id, username: id, 'cognito:groups': [toGroup(role)], exp: now() + AN_HOUR });
  const place = { url: await app.getUrl(), log: new CallLog(), tokenFor: (id: string, role: Role) => cloud.pool.mint(claims(id, role)) };
  const { admins, students, classes } = await seedSchool(app, place, STUDENTS);
  const [{ id: classId, lecturer, components }] = classes as [(typeof classes)[0]];
  const enrolled = students.slice(0, SEATS).map(({ user }) => ({ id: user.id }));
  await admins[0]!.request('enrol', `/classes/${classId}/students`, { method: 'POST', body: { students: enrolled } });
  const path = `/classes/${classId}/scores`;
  const read = async () =>
    (await lecturer.request<{ rows: { studentId: string; version: number }[] }>('read', path)).body.rows.map(({ studentId, version }) => ({
      studentId,
      version,
    }));
  const marks = (index: number) => Object.fromEntries(components.map(({ key }, place) => [key, 5 + ((index + place) % 20) / 4]));
  const rows = (await read()).map((row, index) => ({ ...row, marks: marks(index) }));
  await lecturer.request('grade', path, { method: 'PATCH', body: { rows } });
  const [row] = await read();
  const change = { version: row!.version, marks: { [components[0]!.key]: 9.5 }, reason: 'A page was overlooked' };
  await app.close();
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: cloud.pool.region, endpoint: cloud.database.url }));
  const TableName = tableName(config.tablePrefix, 'scores');
  const { Item } = await client.send(new GetCommand({ TableName, Key: { classId, studentId: row!.studentId } }));

  const event = async (who: { id: string; role: Role }, method: string, path: string, query = '', body?: unknown) =>
    anEvent(await cloud.pool.mint({ ...claims(who.id, who.role), iss: issuer }), who.id, method, path, query, body);
  const teacher = lecturer.user;
  const keys = await (await fetch(`${cloud.pool.url}/${cloud.pool.userPoolId}/.well-known/jwks.json`)).text();
  const requests = {
    environment: environmentOf(cloud.environment),
    events: {
      'own profile': await event(teacher, 'GET', '/me'),
      'a page of people': await event(admins[0]!.user, 'GET', '/users', 'role=STUDENT&limit=25'),
      'one class': await event(teacher, 'GET', `/classes/${classId}`),
      'a gradebook': await event(teacher, 'GET', path),
      'saving marks': await event(teacher, 'PUT', `${path}/${row!.studentId}`, '', change),
    },
    answers: { [`${issuer}/.well-known/jwks.json`]: keys, ...Object.fromEntries([...ORIGIN_SECRETS, CURSOR_KEY_SECRET].map(secret)) },
  };
  const reset = async () => void (await client.send(new PutCommand({ TableName, Item })));
  return { requests, tables: { url: cloud.database.url, reset, close: () => cloud.close() } };
}

function secret(id: string): [string, string] {
  const value = id === CURSOR_KEY_SECRET ? randomBytes(32).toString('base64') : ORIGIN_VALUE;
  return [signatureOf('secretsmanager.GetSecretValue', JSON.stringify({ SecretId: id })), JSON.stringify({ ARN: id, SecretString: value })];
}

function environmentOf(cloud: Readonly<Record<string, string>>): Record<string, string> {
  return {
    AWS_REGION: cloud.AWS_REGION!,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_SESSION_TOKEN: 'bench',
    AWS_LAMBDA_FUNCTION_NAME: 'student-management-bench-app',
    COGNITO_USER_POOL_ID: cloud.COGNITO_USER_POOL_ID!,
    COGNITO_CLIENT_ID: cloud.COGNITO_CLIENT_ID!,
    TABLE_PREFIX: cloud.TABLE_PREFIX!,
    MEDIA_BUCKET: cloud.MEDIA_BUCKET!,
    CURSOR_KEY_SECRET,
    ORIGIN_SECRET_A: ORIGIN_SECRETS[0]!,
    ORIGIN_SECRET_B: ORIGIN_SECRETS[1]!,
    LOG_FORMAT: 'json',
    NODE_ENV: 'production',
    TZ: ':UTC',
    PATH: process.env.PATH!,
  };
}

/** Without `Accept-Encoding`: compression costs every subject the same. */
function anEvent(token: string, actor: string, method: string, path: string, query: string, body: unknown): unknown {
  const rawPath = `/${API_PREFIX}${path}`;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const domainName = 'abcdefghij.execute-api.us-east-1.amazonaws.com';
  return {
    version: '2.0',
    routeKey: 'ANY /{proxy+}',
    rawPath,
    rawQueryString: query,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'content-length': String(Buffer.byteLength(text ?? '')),
      ...(text !== undefined && { 'content-type': 'application/json' }),
      host: domainName,
      'user-agent': 'Amazon CloudFront',
      'x-amzn-trace-id': 'Root=1-6740a5b2-0123456789abcdef01234567',
      'x-forwarded-for': '203.0.113.7, 198.51.100.4',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      'x-origin-secret': ORIGIN_VALUE,
      // The actor, for subjects without a token check.
      'x-actor': actor,
    },
    ...(query !== '' && { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      domainName,
      domainPrefix: 'abcdefghij',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '198.51.100.4', userAgent: 'Amazon CloudFront' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: 'ANY /{proxy+}',
      stage: '$default',
      time: '21/Nov/2026:08:00:00 +0000',
      timeEpoch: 1_795_248_000_000,
    },
    pathParameters: { proxy: rawPath.slice(1) },
    ...(text !== undefined && { body: text }),
    isBase64Encoded: false,
  };
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
