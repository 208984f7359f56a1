import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenOnLoopback, readBody, UnreadableBody } from '../loopback.js';
import { Faults } from './faults.js';
import { Secrets, SecretsError } from './secrets.js';

/** A running Secrets Manager, in memory. */
export interface LocalSecrets {
  /** Origin without a trailing slash. */
  readonly url: string;
  readonly faults: Faults;
  /** What there is. */
  readonly secrets: Secrets;
  close(): Promise<void>;
}

export interface SecretsOptions {
  /** A free one by default. */
  readonly port?: number;
}

type Input = Record<string, unknown>;

const TARGET = /^secretsmanager\.(\w+)$/;
/** The format of AWS's signature. Its value is not checked: all credentials are valid here. */
const SIGNATURE =
  /^AWS4-HMAC-SHA256 Credential=[^/,\s]+\/\d{8}\/[\w-]+\/secretsmanager\/aws4_request, ?SignedHeaders=[\w;-]+, ?Signature=[0-9a-f]{64}$/;
/** A secret is 64 KiB at the most. */
const MAX_BODY = 128 * 1024;

/** Serves Secrets Manager on 127.0.0.1, as far as this application and its tools use it. @throws PortInUse */
export async function startSecrets({ port }: SecretsOptions = {}): Promise<LocalSecrets> {
  const secrets = new Secrets();
  const faults = new Faults();
  const perform = (operation: string, input: Input) => {
    faults.take(operation);
    return operationsOn(secrets)[operation]?.(input) ?? refuseUnknown();
  };
  const server = await listenOnLoopback((request, response) => {
    answer(request, perform).then(
      (output) => send(response, 200, output),
      (error: unknown) => refuse(response, error),
    );
  }, port);
  return {
    url: server.url,
    faults,
    secrets,
    close: () => server.close(),
  };
}

function operationsOn(secrets: Secrets): Record<string, (input: Input) => object> {
  return {
    CreateSecret: (input) => described(secrets.create(text(input, 'Name'), text(input, 'SecretString'))),
    PutSecretValue: (input) => described(secrets.put(text(input, 'SecretId'), text(input, 'SecretString'))),
    GetSecretValue: (input) => {
      const { secret, version, stage } = secrets.read(text(input, 'SecretId'), input.VersionStage as string | undefined);
      return { ARN: secret.arn, Name: secret.name, VersionId: version.id, SecretString: version.value, VersionStages: [stage] };
    },
  };
}

function described({ arn, name, current }: ReturnType<Secrets['find']>): object {
  return { ARN: arn, Name: name, VersionId: current.id, VersionStages: ['AWSCURRENT'] };
}

function text(input: Input, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '') throw new SecretsError('InvalidParameterException', `You must provide ${name}.`);
  return value;
}

function refuseUnknown(): never {
  throw new SecretsError('UnknownOperationException', 'There is no such operation.');
}

async function answer(request: IncomingMessage, perform: (operation: string, input: Input) => object): Promise<object> {
  const body = await readBody(request, MAX_BODY);
  const operation = TARGET.exec(String(request.headers['x-amz-target']))?.[1];
  if (request.method !== 'POST' || !operation) refuseUnknown();
  if (!SIGNATURE.test(String(request.headers.authorization)))
    throw new SecretsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  return perform(operation, parse(body));
}

function parse(body: Buffer): Input {
  try {
    const input: unknown = JSON.parse(body.toString('utf8') || '{}');
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Input;
  } catch {
    // Reported below: invalid JSON and JSON that is not an object are the same error.
  }
  throw new SecretsError('SerializationException', 'The body is not a JSON object.');
}

function refuse(response: ServerResponse, error: unknown): void {
  const { code, message, status } = asRefusal(error);
  send(response, status, { __type: code, message });
}

function asRefusal(error: unknown): SecretsError {
  if (error instanceof SecretsError) return error;
  if (error instanceof UnreadableBody) return new SecretsError('InvalidRequestException', error.message);
  return new SecretsError('InternalServiceError', error instanceof Error ? error.message : 'Internal error', 500);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(body));
}
