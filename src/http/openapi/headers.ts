import { LANGUAGES } from '../../core/messages/languages.js';

/** The response headers, defined once. Use `headerRef` to refer to them. */
export const HEADERS = {
  RequestId: {
    description: 'The id of the request, for finding it in the log. The one that you sent, if it is 1 to 64 letters, digits and hyphens.',
    schema: { type: 'string', examples: ['8d6c1f0e-3c0f-4a53-9a0e-6d0d8f7a2b11'] },
  },
  ETag: {
    description:
      'The version of the response. Use it in `If-None-Match`. If the body has a `version`, you can also use it in `If-Match`. Absent if there is no `version` and no cache may store the response.',
    schema: { type: 'string', examples: ['"3.Yk2f8QmWl0aBcDeF"'] },
  },
  Link: {
    description: 'The address of the next page, or of the next file, with `rel="next"`. Absent on the last one.',
    schema: { type: 'string' },
  },
  Location: { description: 'The address of the created resource.', schema: { type: 'string' } },
  ContentDisposition: { description: 'The name of the file, as which a browser saves the answer.', schema: { type: 'string' } },
  RateLimit: {
    description: 'What is left of each limit, and in how many seconds it starts again. Only from a plain server, not on AWS.',
    schema: { type: 'string', examples: ['"caller"; r=298; t=41'] },
  },
  RateLimitPolicy: {
    description: 'The limits: the number of requests, and the period in seconds. Only from a plain server, not on AWS.',
    schema: { type: 'string', examples: ['"caller"; q=300; w=60'] },
  },
  RetryAfter: { description: 'Seconds to wait before you try again.', schema: { type: 'integer' } },
  ContentLanguage: {
    description: 'The language of the texts for people, by `Accept-Language`: `en` or `vi`.',
    schema: { type: 'string', enum: [...LANGUAGES] },
  },
  Authenticate: {
    description: 'The authentication scheme, and for `insufficient_user_authentication` how long ago the sign-in may be (RFC 9470).',
    schema: { type: 'string', pattern: '^Bearer( .*max_age="\\d+")?$' },
  },
};

export const headerRef = (name: keyof typeof HEADERS) => ({ $ref: `#/components/headers/${name}` });
