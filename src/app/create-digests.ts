import type { Abstract, Type } from '@nestjs/common';
import { SecretStore } from '../adapters/secrets/secret-store.js';
import { WriteOnceStorage } from '../adapters/storage/write-once-storage.js';
import { Config } from '../config/config.js';
import { key } from '../config/env-parsers.js';
import { Clock } from '../core/time/clock.js';
import { AuditRepository } from '../features/audit/audit.repository.js';
import { AuditDigests } from '../features/audit/digests/audit-digests.js';
import { PERSONAL_FACTS } from '../features/personal-data/personal-facts.js';
import { UsersRepository } from '../features/users/users.repository.js';

/** Makes the digests of the audit log, apart from the modules: only two scheduled tasks need them, and load this. @throws Error without a bucket */
export function createDigests(get: <T>(token: Abstract<T> | Type<T>) => T): AuditDigests {
  const { auditDigests } = get(Config);
  if (!auditDigests) throw new Error('AUDIT_BUCKET and AUDIT_KEY_SECRET are not set, so there are no digests.');
  const readKey = async () => key(await get(SecretStore).read(auditDigests.keySecret));
  const isAnonymised = async (id: string) => (await get(UsersRepository).read(id, { consistent: true }))?.anonymised ?? false;
  return new AuditDigests(get(AuditRepository), get(WriteOnceStorage), readKey, get(Clock), {
    personalFacts: PERSONAL_FACTS,
    isAnonymised,
  });
}
