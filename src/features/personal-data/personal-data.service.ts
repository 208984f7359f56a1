import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { collectAll } from '../../core/paging/page.js';
import { AccessTrail } from '../audit/access-trail.js';
import { type AuditFilter, AuditRepository } from '../audit/audit.repository.js';
import { inOrderOfEntry } from '../external-results/external-result.js';
import { ExternalResultsRepository } from '../external-results/external-results.repository.js';
import { AvatarsService } from '../users/avatars.service.js';
import { ProfileService } from '../users/profile.service.js';
import { userEntity } from '../users/user.js';
import { EnrolmentsExporter } from './exporters/enrolments.js';
import { NotificationsExporter } from './exporters/notifications.js';
import type { PersonalData } from './personal-data.js';

@Injectable()
export class PersonalDataService {
  constructor(
    private readonly profile: ProfileService,
    private readonly avatars: AvatarsService,
    private readonly enrolments: EnrolmentsExporter,
    private readonly externalResults: ExternalResultsRepository,
    private readonly notifications: NotificationsExporter,
    private readonly audit: AuditRepository,
    private readonly access: AccessTrail,
  ) {}

  /** Collects all data about the actor. Leaves an entry in the audit log, and fails without it. @throws NoProfile */
  async gather(actor: Actor): Promise<PersonalData> {
    const profile = await this.avatars.withAvatarUrl(await this.profile.read(actor));
    const [enrolments, externalResults, classesLed, notifications, notificationsSent, changes, actions] = await Promise.all([
      this.enrolments.listTaken(actor.id),
      this.externalResults.allOfStudent(actor.id),
      this.enrolments.listTaught(actor.id),
      this.notifications.listReceived(actor),
      this.notifications.listSent(actor),
      this.listEntries({ entity: userEntity(actor.id) }),
      this.listEntries({ actorId: actor.id }),
      // Once an hour, because each entry is also part of the next export.
      this.access.recordOnce(actor, { entity: userEntity(actor.id), action: 'user.exported' }),
    ]);
    return {
      ...{ profile, enrolments, classesLed, notifications, notificationsSent, changes, actions },
      externalResults: inOrderOfEntry(externalResults),
    };
  }

  private listEntries(filter: AuditFilter) {
    return collectAll((page) => this.audit.list(filter, page));
  }
}
