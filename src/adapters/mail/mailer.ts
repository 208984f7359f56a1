/** A message in plain text. */
export interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends mail in the name of the school. */
export abstract class Mailer {
  /** Sends a mail, possibly twice. @returns whether it was sent: an app without a sender sends none @throws if the service does not accept it */
  abstract send(mail: OutgoingMail): Promise<boolean>;
}
