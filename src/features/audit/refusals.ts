import { Injectable } from '@nestjs/common';
import { Background } from '../../core/context/background.js';
import type { Refusal, RefusalLog } from '../../http/problems/refusal-log.js';
import { AccessTrail } from './access-trail.js';
import { REFUSALS } from './audit-entry.js';

/** Records the refusals of people, the first of each route, code and hour. */
@Injectable()
export class Refusals implements RefusalLog {
  constructor(
    private readonly access: AccessTrail,
    private readonly background: Background,
  ) {}

  add({ by, route, status, code }: Refusal): void {
    const facts = { entity: REFUSALS, action: 'access.refused', after: { route, status, code } } as const;
    // If the token is revoked, the request is refused already.
    this.background.run(() => this.access.tryRecordOnce(by, facts).catch(() => undefined));
  }
}
