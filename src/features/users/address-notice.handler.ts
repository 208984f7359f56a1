import { Injectable, Logger } from '@nestjs/common';
import { Mailer } from '../../adapters/mail/mailer.js';
import { Config } from '../../config/config.js';
import { Clock } from '../../core/time/clock.js';
import { type JobHandler, JobRunner } from '../../jobs/job-runner.js';
import type { Job } from '../../jobs/job.js';
import { type AddressChange, addressNotice } from './address-notice.js';

/** The time in milliseconds after which a mail that the service never accepted is not tried again. */
const GIVE_UP_MS = 3 * 24 * 3_600_000;

/** Tells the old address of a person that their address was changed. */
@Injectable()
export class AddressNoticeHandler implements JobHandler {
  readonly kind = 'ADDRESS_NOTICE';
  readonly timeInRequestMs = 3_000;
  private readonly logger = new Logger(AddressNoticeHandler.name);

  constructor(
    runner: JobRunner,
    private readonly mailer: Mailer,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    runner.register(this);
  }

  /** Returns true if the mail was sent, or cannot be. */
  async run({ key, data }: Job): Promise<boolean> {
    try {
      const isSent = await this.mailer.send(addressNotice(data as unknown as AddressChange, this.config.mailContact));
      if (!isSent) this.logger.warn(`No notice of the address change ${key} was sent, because MAIL_FROM is not set.`);
    } catch (error) {
      if (this.clock.now().getTime() - Date.parse(data.at as string) < GIVE_UP_MS) throw error;
      this.logger.error(`No notice of the address change ${key} was sent, because the mail service accepted none for three days.`);
    }
    return true;
  }
}
