import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { retryUntilDeadline } from '../../core/async/retry-until-deadline.js';
import { AwsAdapter, clientSettings, isNamed, isUnanswered } from '../aws-adapter.js';
import type { Mailer, OutgoingMail } from './mailer.js';

type Sdk = typeof import('./ses-sdk.js');

/** Amazon SES. */
@Injectable()
export class SesMailer extends AwsAdapter<SESv2Client, Sdk> implements Mailer {
  constructor(private readonly config: Config) {
    super();
  }

  async send({ to, subject, text }: OutgoingMail): Promise<boolean> {
    const { mailFrom } = this.config;
    if (!mailFrom) return false;
    const { client, sdk } = await this.loaded();
    const command = new sdk.SendEmailCommand({
      FromEmailAddress: mailFrom,
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: { Data: subject, Charset: 'UTF-8' }, Body: { Text: { Data: text, Charset: 'UTF-8' } } } },
    });
    await retryUntilDeadline(() => client.send(command), isTransient, 'mail_service');
    return true;
  }

  protected async load() {
    const sdk = await import('./ses-sdk.js');
    return { client: new sdk.SESv2Client(clientSettings(this.config.mailRegion ?? this.config.region)), sdk };
  }
}

function isTransient(error: unknown): boolean {
  return isNamed(error, 'TooManyRequestsException', 'ThrottlingException') || isUnanswered(error);
}
