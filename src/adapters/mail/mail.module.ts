import { Module } from '@nestjs/common';
import { Mailer } from './mailer.js';
import { SesMailer } from './ses-mailer.js';

@Module({ providers: [{ provide: Mailer, useClass: SesMailer }], exports: [Mailer] })
export class MailModule {}
