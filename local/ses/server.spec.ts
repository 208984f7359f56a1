import { SendEmailCommand, type SendEmailCommandInput, SESv2Client } from '@aws-sdk/client-sesv2';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalSes, startSes } from './server.js';

const MAIL: SendEmailCommandInput = {
  FromEmailAddress: 'School <office@school.example>',
  Destination: { ToAddresses: ['an@school.example'] },
  Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Xin chào' } } } },
};

describe('the local SES', () => {
  let folder: string;
  let ses: LocalSes;
  let client: SESv2Client;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ses-'));
    ses = await startSes({ outbox: folder });
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    client = new SESv2Client({ endpoint: ses.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
  });
  afterEach(async () => {
    client.destroy();
    await ses.close();
    rmSync(folder, { recursive: true });
  });
  const send = (changes: Partial<SendEmailCommandInput> = {}) => client.send(new SendEmailCommand({ ...MAIL, ...changes }));

  it('keeps a mail, in memory and as a file', async () => {
    expect((await send()).MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(ses.sent).toMatchObject([
      { from: 'School <office@school.example>', to: 'an@school.example', subject: 'Hello', text: 'Xin chào' },
    ]);
    const [file, ...others] = readdirSync(folder);
    expect([file, others]).toEqual([expect.stringMatching(/-0001-an@school\.example\.txt$/), []]);
    expect(readFileSync(join(folder, file!), 'utf8')).toContain('To: an@school.example\nSubject: Hello\n');
  });

  it.each<[string, Partial<SendEmailCommandInput>]>([
    ['a recipient', { Destination: {} }],
    ['a sender', { FromEmailAddress: undefined }],
    ['a text', { Content: { Simple: { Subject: { Data: 'Hello' }, Body: {} } } }],
  ])('refuses a mail without %s', async (_what, changes) => {
    await expect(send(changes)).rejects.toMatchObject({ name: 'BadRequestException' });
    expect(ses.sent).toEqual([]);
  });

  it('refuses as many mails as a test asks for', async () => {
    ses.faults.failNext();
    await expect(send()).rejects.toMatchObject({ name: 'MessageRejected' });
    await send();
    expect(ses.sent).toHaveLength(1);
  });

  it('refuses a request without a signature', async () => {
    expect((await fetch(`${ses.url}/v2/email/outbound-emails`, { method: 'POST', body: '{}' })).status).toBe(403);
  });
});
