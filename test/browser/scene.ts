import { Clock } from '../../src/core/time/clock.js';
import { Accounts } from '../fixtures/accounts.js';
import { AnotherProcess } from '../fixtures/another-process.js';
import type { Classroom } from '../fixtures/classroom.js';
import { SchoolFixture } from '../fixtures/school.js';

export const LECTURER = 'lecturer@example.edu';
export const STUDENT = 'student@example.edu';
export const PASSWORD = 'Learn-2026';

/** The school that the page of the guide calls. */
export interface Scene {
  readonly school: SchoolFixture;
  readonly accounts: Accounts;
  /** The process that the page calls. It requires a second factor, unlike the one that prepares the school. */
  readonly secured: AnotherProcess;
  /** A class of the lecturer, who was invited and has not signed in. */
  readonly room: Classroom;
  /** Sets the clock of the process ahead. */
  readonly passTime: (milliseconds: number) => void;
  close(): Promise<void>;
}

/** @param corsOrigins the origins whose pages may call the process */
export async function prepare(corsOrigins: string): Promise<Scene> {
  const school = await SchoolFixture.startWithDefaults();
  const accounts = new Accounts(school.pool);
  await school.addTerm({ startDate: '2027-02-01', endDate: '2027-06-30' });
  const { id } = await school.addInvited({ role: 'LECTURER', email: LECTURER, code: 'L-77', givenName: 'Bình', familyName: 'Trần' });
  const room = await school.addClassroom({ lecturerId: id });
  await school.addAccount({ email: STUDENT });
  await accounts.signIn(STUDENT, PASSWORD);

  const secured = await AnotherProcess.of(school, { STAFF_MFA: 'required', CORS_ORIGINS: corsOrigins });
  let ahead = 0;
  secured.get(Clock).now = () => new Date(Date.now() + ahead);
  return {
    ...{ school, accounts, secured, room },
    passTime: (milliseconds) => void (ahead += milliseconds),
    close: async () => {
      accounts.close();
      await secured.close();
      await school.close();
    },
  };
}
