import { anInvitation } from '../fixtures/builders.js';
import { Client } from '../fixtures/client.js';
import type { SchoolFixture } from '../fixtures/school.js';

/** The defects of tokens that claim to be an admin, and are rejected on every route. */
export const STRANGERS = [
  'noToken',
  'expired',
  'otherIssuer',
  'idToken',
  'unsigned',
  'withoutExpiry',
  'longLived',
  'withoutIssueTime',
  'fromTheFuture',
  'notYetValid',
  'oddSubject',
  'groupsAsText',
  'nestedGroups',
  'disabled',
  'demoted',
] as const;
export type Stranger = (typeof STRANGERS)[number];

/** @param admin disables one user, and demotes another */
export async function strangersTo(school: SchoolFixture, admin: Client): Promise<Record<Stranger, Client>> {
  const [disabled, demoted] = await Promise.all([newAdmin(admin), newAdmin(admin)]);
  const now = Math.floor(Date.now() / 1000);
  const minted = (wrong: object) => school.pool.mint({ sub: disabled.id, username: disabled.id, 'cognito:groups': ['admin'], ...wrong });
  const withToken = (token: Promise<string>) => new Client(school.url, token);
  const strangers = {
    noToken: school.as(),
    expired: withToken(minted({ iat: now - 1000, exp: now - 1 })),
    otherIssuer: withToken(minted({ iss: 'https://elsewhere.example/pool' })),
    idToken: withToken(minted({ token_use: 'id' })),
    unsigned: withToken(minted({}).then(unsigned)),
    withoutExpiry: withToken(minted({ exp: undefined })),
    longLived: withToken(minted({ exp: now + 365 * 24 * 3600 })),
    withoutIssueTime: withToken(minted({ iat: undefined })),
    fromTheFuture: withToken(minted({ iat: now + 600, exp: now + 1500 })),
    notYetValid: withToken(minted({ nbf: now + 600 })),
    oddSubject: withToken(minted({ sub: disabled.id.toUpperCase() })),
    groupsAsText: withToken(minted({ 'cognito:groups': 'administrators' })),
    nestedGroups: withToken(minted({ 'cognito:groups': [['admin']] })),
    disabled: withToken(minted({})),
    demoted: withToken(school.tokenFor({ id: demoted.id, role: 'ADMIN' })),
  };
  await Promise.all([
    expectDone(admin.post(`/users/${disabled.id}/disable`)),
    expectDone(admin.patch(`/users/${demoted.id}`, { role: 'STUDENT' })),
  ]);
  return strangers;
}

async function newAdmin(admin: Client): Promise<{ id: string }> {
  return (await admin.post('/users', anInvitation({ role: 'ADMIN' }))).body as { id: string };
}

async function expectDone(call: ReturnType<Client['post']>): Promise<void> {
  const { status, body } = await call;
  if (status !== 200) throw new Error(`Answered ${status}: ${JSON.stringify(body)}`);
}

function unsigned(token: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
  return `${header}.${token.split('.')[1]!}.`;
}
