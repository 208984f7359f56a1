/** A response of the gateway. */
export interface HttpAnswer {
  readonly status: number;
  /** A name with several values is sent once for each value. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** The result of a function for an HTTP API. Without a status, the whole result is the JSON body. */
interface FunctionAnswer {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly string[];
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

/** Headers that the gateway sets itself. */
const NOT_THE_FUNCTIONS = new Set(['connection', 'content-length', 'date', 'keep-alive', 'set-cookie', 'transfer-encoding']);

/** A response that the gateway creates itself, without headers of the app. */
export function ownAnswer(status: number, message: string, headers: HttpAnswer['headers'] = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(JSON.stringify({ message })) };
}

/** The response to the caller for the result of a function. */
export function answerOf(returned: unknown): HttpAnswer {
  const answer = returned as FunctionAnswer | null;
  if (typeof answer !== 'object' || answer?.statusCode === undefined) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(returned ?? null)) };
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded } = answer;
  const isAnswer = Number.isInteger(statusCode) && Number(statusCode) >= 200 && Number(statusCode) < 600 && typeof body === 'string';
  if (!isAnswer) return ownAnswer(500, 'Internal Server Error');
  const kept = Object.entries(headers).filter(([name]) => !NOT_THE_FUNCTIONS.has(name.toLowerCase()));
  return {
    status: Number(statusCode),
    headers: {
      ...Object.fromEntries(kept.map(([name, value]) => [name.toLowerCase(), String(value)])),
      ...(cookies.length > 0 && { 'set-cookie': [...cookies] }),
    },
    body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}
