/** A difference between an answer, or a log line, through Lambda and one of the app itself. */
interface Difference {
  /** The value through Lambda. */
  readonly there: unknown;
  readonly why: string;
}

/** The differences between the gateway and the app, and their reasons. Tests read them only by `expected` in `fixtures/expectations.ts`. */
export const GATEWAY_ANSWERS = {
  'no good token': {
    there: { status: 401, code: undefined },
    why: 'The authorizer of the gateway refuses it with a body of its own, so that it costs no invocation. The app answers 401, too.',
  },
  'a path that is not encoded': {
    there: { status: 400, code: undefined },
    why: 'The gateway decodes paths, and cannot decode this one. The app answers 400, too.',
  },
  'headers of more than 10 KB': {
    there: { status: 431, code: undefined },
    why: 'The gateway takes 10,240 bytes of request line and headers; a plain server takes 16 KB.',
  },
  'headers of HEAD that GET has, too': {
    there: ['etag', 'content-type', 'cache-control'],
    why: 'The gateway sets the length of the body that it sends. What it sets for a body that it does not send is not documented.',
  },
} as const satisfies Record<string, Difference>;

export type GatewayDifference = keyof typeof GATEWAY_ANSWERS;
