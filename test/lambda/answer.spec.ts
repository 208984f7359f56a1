import { answerOf, ownAnswer } from './answer.js';

describe('the response of the gateway', () => {
  it('has the status, the body and the lower-cased headers of the function', () => {
    const returned = { statusCode: 201, headers: { ETag: '"1.x"', 'Content-Type': 'text/plain' }, body: 'Nguyễn' };
    expect(answerOf(returned)).toEqual({
      status: 201,
      headers: { etag: '"1.x"', 'content-type': 'text/plain' },
      body: Buffer.from('Nguyễn'),
    });
  });

  it('decodes a base64 body of the function, and has a header for each cookie', () => {
    const returned = {
      statusCode: 200,
      body: Buffer.from([0, 255]).toString('base64'),
      isBase64Encoded: true,
      cookies: ['a=1', 'b=2; Path=/'],
    };
    expect(answerOf(returned)).toEqual({ status: 200, headers: { 'set-cookie': ['a=1', 'b=2; Path=/'] }, body: Buffer.from([0, 255]) });
  });

  it('ignores headers of the function that the gateway sets itself', () => {
    const headers = { 'Content-Length': '7', connection: 'close', 'Transfer-Encoding': 'chunked', 'set-cookie': 'a=1', etag: '"x"' };
    expect(answerOf({ statusCode: 204, headers })).toMatchObject({ status: 204, headers: { etag: '"x"' }, body: Buffer.alloc(0) });
    expect(Object.keys(answerOf({ statusCode: 204, headers }).headers)).toEqual(['etag']);
  });

  it.each([[{ a: 1 }], ['text'], [null], [undefined], [[1]]])('is the JSON of the result %j, which has no status', (returned) => {
    const { status, headers, body } = answerOf(returned);
    expect([status, headers]).toEqual([200, { 'content-type': 'application/json' }]);
    expect(JSON.parse(body.toString())).toEqual(returned ?? null);
  });

  it.each([{ statusCode: 'x' }, { statusCode: 99 }, { statusCode: 600 }, { statusCode: 200.5 }, { statusCode: 200, body: { a: 1 } }])(
    'has status 500 for the invalid result %j',
    (returned) => {
      expect(answerOf(returned)).toEqual(ownAnswer(500, 'Internal Server Error'));
    },
  );
});
