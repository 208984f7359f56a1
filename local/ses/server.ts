import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenOnLoopback, readBody } from '../loopback.js';
import { type LocalMail, writeMail } from '../outbox.js';

/** A running SES, which sends nothing. */
export interface LocalSes {
  /** Origin without a trailing slash. */
  readonly url: string;
  /** Every mail that was accepted since the start, oldest first. */
  readonly sent: readonly SentMail[];
  readonly faults: Faults;
  close(): Promise<void>;
}

export interface SentMail extends LocalMail {
  readonly from: string;
}

export interface SesOptions {
  /** The folder for mail; without it mail is in memory only. */
  readonly outbox?: string;
}

/** The format of AWS's signature. Its value is not checked: all credentials are valid here. */
const SIGNATURE =
  /^AWS4-HMAC-SHA256 Credential=[^/,\s]+\/\d{8}\/[\w-]+\/ses\/aws4_request, ?SignedHeaders=[\w;-]+, ?Signature=[0-9a-f]{64}$/;
const MAX_BODY = 64 * 1024;

class SesError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** Scheduled failures, for tests of clients. */
export class Faults {
  private remaining = 0;

  /** The next `times` mails are refused. */
  failNext(times = 1): void {
    this.remaining = times;
  }

  /** @throws SesError if a failure is due now, which is then over */
  take(): void {
    if (this.remaining === 0) return;
    this.remaining -= 1;
    throw new SesError('MessageRejected', 'Email address is not verified.');
  }
}

/** Serves `SendEmail` of SES version 2 on a free port of 127.0.0.1, for simple messages in plain text. */
export async function startSes({ outbox }: SesOptions = {}): Promise<LocalSes> {
  const sent: SentMail[] = [];
  const faults = new Faults();
  const accept = (mail: SentMail): object => {
    faults.take();
    sent.push(mail);
    if (outbox) writeMail(outbox, mail, sent.length);
    return { MessageId: randomUUID() };
  };
  const server = await listenOnLoopback((request, response) => void answer(request, response, accept));
  return { url: server.url, sent, faults, close: () => server.close() };
}

interface SendEmailInput {
  readonly FromEmailAddress?: string;
  readonly Destination?: { readonly ToAddresses?: readonly string[] };
  readonly Content?: {
    readonly Simple?: { readonly Subject?: { readonly Data?: string }; readonly Body?: { readonly Text?: { readonly Data?: string } } };
  };
}

async function mailIn(request: IncomingMessage): Promise<SentMail> {
  const body = await readBody(request, MAX_BODY);
  if (request.method !== 'POST' || request.url !== '/v2/email/outbound-emails') throw new SesError('NotFoundException', 'Not Found', 404);
  if (!SIGNATURE.test(String(request.headers.authorization)))
    throw new SesError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  const { FromEmailAddress: from, Destination, Content } = JSON.parse(body.toString('utf8')) as SendEmailInput;
  const [to, ...others] = Destination?.ToAddresses ?? [];
  const [subject, text] = [Content?.Simple?.Subject?.Data, Content?.Simple?.Body?.Text?.Data];
  const parts = [from, to, subject, text].filter((part) => typeof part === 'string' && part !== '');
  if (parts.length < 4 || others.length > 0)
    throw new SesError('BadRequestException', 'One recipient, a sender, a subject and a text are required.');
  return { ...{ from, to, subject, text }, at: new Date().toISOString() } as SentMail;
}

async function answer(request: IncomingMessage, response: ServerResponse, accept: (mail: SentMail) => object): Promise<void> {
  try {
    send(response, 200, accept(await mailIn(request)));
  } catch (error) {
    const { code, message, status } = error instanceof SesError ? error : new SesError('BadRequestException', String(error));
    send(response, status, { message }, code);
  }
}

function send(response: ServerResponse, status: number, body: object, code?: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-amzn-requestid': randomUUID(),
    ...(code && { 'x-amzn-errortype': code }),
  });
  response.end(JSON.stringify(body));
}
