import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import { S3Error } from '../local/s3/errors.js';
import { parseRequest } from '../local/s3/request.js';
import { routeOf } from '../local/s3/routes.js';

const STARTED = 'http.server.request.start';

/** The service that a request is signed for, in its header or, if it is a link, in its address. */
const SIGNED_FOR = /Credential=[^/]+(?:\/|%2F)\d{8}(?:\/|%2F)[\w-]+(?:\/|%2F)([\w-]+)(?:\/|%2F)aws4_request/;

/** What tests do beside the app: they make tables, look at whole ones, replace secrets, and give people passwords. */
const BESIDE = [
  'cognito-idp:AdminSetUserPassword',
  'dynamodb:CreateTable',
  'dynamodb:Scan',
  'dynamodb:UpdateTimeToLive',
  'secretsmanager:PutSecretValue',
];

type Permissions = Record<string, Record<string, { unseen?: string }>>;

/** What the function is allowed, as `dynamodb:GetItem`. Those that no app on this machine sends are said to be so. */
const permissions = Object.entries(parse(readFileSync('infra/permissions.yml', 'utf8')) as Permissions).flatMap(([service, operations]) =>
  Object.entries(operations).map(([operation, { unseen }]) => ({ name: `${service}:${operation}`, unseen })),
);

/** The operations that are asked of the cloud on loopback with a signature: by the app, and with the links and forms that it signs. */
export class OperationsSent {
  private readonly names = new Set<string>();

  constructor() {
    subscribe(STARTED, this.record);
  }

  stop(): void {
    unsubscribe(STARTED, this.record);
  }

  /** What was sent, and would be refused on AWS. */
  get forbidden(): string[] {
    return [...this.names].filter((sent) => !BESIDE.includes(sent) && !permissions.some(({ name }) => name === sent));
  }

  /** What is allowed, and was not sent, though it could have been seen. */
  get idle(): string[] {
    return permissions.filter(({ name, unseen }) => unseen === undefined && !this.names.has(name)).map(({ name }) => name);
  }

  private readonly record = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    const name = operationOf(request);
    if (name) this.names.add(name);
  };
}

function operationOf(request: IncomingMessage): string | undefined {
  const { authorization = '', 'x-amz-target': target } = request.headers;
  const isForm = request.method === 'POST' && request.headers['content-type']?.startsWith('multipart/form-data');
  const service = isForm ? 's3' : SIGNED_FOR.exec(`${authorization}${request.url}`)?.[1];
  if (!service) return undefined;
  if (service !== 's3') return `${service}:${String(target).split('.')[1]}`;
  const operation = objectOperation(request);
  return operation && `s3:${operation}`;
}

/** What S3 does not know is no operation: tests send that, too. */
function objectOperation(request: IncomingMessage): string | undefined {
  try {
    return routeOf(parseRequest(request)).operation;
  } catch (error) {
    if (error instanceof S3Error) return undefined;
    throw error;
  }
}
