/** The headers of answers, told once and referred to. */
export const HEADERS = {
  RequestId: {
    description: 'The id of the request, as in the log.',
    schema: { type: 'string', examples: ['8d6c1f0e-3c0f-4a53-9a0e-6d0d8f7a2b11'] },
  },
  ETag: {
    description:
      '`"<version>.<hash of the body>"` where the body has a version; elsewhere of another form, and good for `If-None-Match` only.',
    schema: { type: 'string', examples: ['"3.Yk2f8QmWl0aBcDeF"'] },
  },
  Link: { description: 'Where the next page is, as `rel="next"`; absent on the last one.', schema: { type: 'string' } },
  Location: { description: 'Where the new thing is.', schema: { type: 'string' } },
  RetryAfter: { description: 'Seconds after which to try again.', schema: { type: 'integer' } },
  Authenticate: { description: 'How to authenticate.', schema: { type: 'string', const: 'Bearer' } },
};

export const headerRef = (name: keyof typeof HEADERS) => ({ $ref: `#/components/headers/${name}` });
