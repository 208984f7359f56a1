import { randomUUID } from 'node:crypto';
import { UploadsRepository } from '../../src/adapters/storage/uploads.repository.js';
import type { Actor } from '../../src/auth/actor.js';
import { TokenRecordsRepository } from '../../src/auth/token-records.repository.js';
import { NotAuthenticated } from '../../src/core/errors/errors.js';
import type { Effects } from '../../src/effects/effects.js';
import { AuditRepository } from '../../src/features/audit/audit.repository.js';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import { EnrolmentsRepository, type MarksUpdate, type RosterChange } from '../../src/features/enrolments/enrolments.repository.js';
import { ExternalResultsRepository } from '../../src/features/external-results/external-results.repository.js';
import { GpaRulesRepository } from '../../src/features/transcripts/gpa-rules.repository.js';
import { MaterialsRepository } from '../../src/features/materials/materials.repository.js';
import { NotificationsRepository } from '../../src/features/notifications/notifications.repository.js';
import { ReadMarksRepository } from '../../src/features/notifications/read-marks.repository.js';
import { SubjectsRepository } from '../../src/features/subjects/subjects.repository.js';
import { TermsRepository } from '../../src/features/terms/terms.repository.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { aGpaRule, anActor, anEntry, anExternalResult, aNotification, aSubject, aTerm, aUser } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { aClassOf, Seed } from '../fixtures/seed.js';

// In the future, because the database deletes expired revocations.
const [ISSUED_AT, LATER] = ['2100-11-02T08:00:00.000Z', '2100-11-02T08:00:01.000Z'];
const NOW = '2026-11-02T08:00:00.000Z';

/** The methods of a port that make a change for an actor. */
type Writes<Port> = {
  [Name in keyof Port]: Port[Name] extends (...args: infer Args) => unknown
    ? [Extract<Args[number], Effects | Actor | RosterChange | readonly RosterChange[] | readonly MarksUpdate[]>] extends [never]
      ? never
      : Name
    : never;
}[keyof Port] &
  string;

interface Ports {
  audit: AuditRepository;
  users: UsersRepository;
  terms: TermsRepository;
  subjects: SubjectsRepository;
  classes: ClassesRepository;
  enrolments: EnrolmentsRepository;
  externalResults: ExternalResultsRepository;
  gpaRules: GpaRulesRepository;
  materials: MaterialsRepository;
  notifications: NotificationsRepository;
  readMarks: ReadMarksRepository;
  uploads: UploadsRepository;
}

/** Every write of every port. One that is missing does not compile. */
type Write = { [Name in keyof Ports]: `${Name}.${Writes<Ports[Name]>}` }[keyof Ports];

type Prepared = (actor: Actor) => Promise<unknown>;

export function actorsContract(engine: () => EngineUnderTest): void {
  describe('an actor whose token is revoked', () => {
    const seed = new Seed(engine);
    const users = () => engine().port(UsersRepository);
    const terms = () => engine().port(TermsRepository);
    const subjects = () => engine().port(SubjectsRepository);
    const classes = () => engine().port(ClassesRepository);
    const enrolments = () => engine().port(EnrolmentsRepository);
    const externalResults = () => engine().port(ExternalResultsRepository);
    const notifications = () => engine().port(NotificationsRepository);
    const marks = () => engine().port(ReadMarksRepository);

    const by = (actor: Actor): Effects => ({ audit: anEntry({ by: actor }) });
    const aRow = async () => {
      const { schoolClass } = await seed.addClass();
      const student = await seed.enrol(schoolClass);
      return { schoolClass, student, row: (await enrolments().read({ classId: schoolClass.id, studentId: student.id }))! };
    };
    const anExternal = async () => {
      const student = await seed.addUser();
      const result = anExternalResult({ studentId: student.id });
      await externalResults().create(result, student, { audit: anEntry() });
      return { student, result };
    };
    const revoke = async (userId: string, until = ISSUED_AT) => {
      const user = await seed.addUser();
      await users().change(user, { ...user, version: 2 }, { audit: anEntry(), revokeTokens: { userId, until } });
    };

    /** Prepares a write that succeeds once. */
    const WRITES: Record<Write, () => Prepared | Promise<Prepared>> = {
      'audit.add': () => (actor) => engine().port(AuditRepository).add(by(actor)),
      'users.create': () => (actor) => users().create(aUser(), by(actor)),
      'users.change': async () => {
        const user = await seed.addUser();
        return (actor) => users().change(user, { ...user, phone: '1', version: 2 }, by(actor));
      },
      'users.leaseAccount': async () => {
        const [first, second] = [NOW, ISSUED_AT].map((leasedUntil) => ({ leasedUntil, signOut: false }));
        const user = await seed.addUser({ pendingAccount: first });
        return (actor) => users().leaseAccount(user, second!, actor);
      },
      'terms.create': () => (actor) => terms().create(aTerm(), by(actor)),
      'terms.change': async () => {
        const term = await seed.addTerm();
        return (actor) => terms().change(term, { ...term, version: 2 }, by(actor));
      },
      'terms.delete': async () => {
        const term = await seed.addTerm();
        return (actor) => terms().delete(term, by(actor));
      },
      'subjects.create': () => (actor) => subjects().create(aSubject(), by(actor)),
      'subjects.change': async () => {
        const subject = await seed.addSubject();
        return (actor) => subjects().change(subject, { ...subject, version: 2 }, by(actor));
      },
      'classes.create': async () => {
        const sources = await seed.addSources();
        const schoolClass = aClassOf(sources, { term: (await seed.addTerm()).code });
        return (actor) => classes().create(schoolClass, sources, by(actor));
      },
      'classes.change': async () => {
        const { schoolClass } = await seed.addClass();
        return (actor) => classes().change(schoolClass, { ...schoolClass, version: 2 }, {}, by(actor));
      },
      'classes.delete': async () => {
        const { schoolClass, lecturer } = await seed.addClass();
        return (actor) => classes().delete(schoolClass, lecturer, by(actor));
      },
      'enrolments.enrol': async () => {
        const { schoolClass } = await seed.addClass();
        const students = [await seed.addUser(), await seed.addUser()];
        return async (actor) => {
          const joining = students.map((student) => ({ student, effects: by(actor) }));
          expect(await enrolments().enrol(schoolClass, joining, NOW)).toEqual(new Map());
        };
      },
      'enrolments.withdraw': async () => {
        const { schoolClass, student } = await aRow();
        return (actor) => enrolments().withdraw(schoolClass, { student, effects: by(actor) }, NOW);
      },
      'enrolments.drop': async () => {
        const { schoolClass, student, row } = await aRow();
        return (actor) => enrolments().drop(schoolClass, row, { student, effects: by(actor) }, NOW);
      },
      'enrolments.move': async () => {
        const { schoolClass: from, student, row } = await aRow();
        const { schoolClass: to } = await seed.addClass({ term: from.term, subjectId: from.subjectId });
        return async (actor) => {
          await enrolments().move({ from, to, row, student, left: by(actor).audit, effects: by(actor) }, NOW);
        };
      },
      'enrolments.saveMarks': async () => {
        const { schoolClass, row } = await aRow();
        const after = { ...row, marks: { midterm: 700 }, version: row.version + 1 };
        return async (actor) => {
          const refusals = await enrolments().saveMarks(schoolClass, [{ before: row, after, effects: by(actor) }], { actor });
          expect(refusals).toEqual(new Map());
        };
      },
      'externalResults.create': async () => {
        const student = await seed.addUser();
        const result = anExternalResult({ studentId: student.id });
        return (actor) => externalResults().create(result, student, by(actor));
      },
      'externalResults.change': async () => {
        const { student, result } = await anExternal();
        return (actor) => externalResults().change(result, { ...result, version: 2 }, student, by(actor));
      },
      'externalResults.delete': async () => {
        const { student, result } = await anExternal();
        return (actor) => externalResults().delete(result, student, by(actor));
      },
      'gpaRules.add': async () => {
        const { code: fromTerm } = await seed.addTerm();
        const rules = engine().port(GpaRulesRepository);
        const rule = aGpaRule({ fromTerm, version: ((await rules.list({ consistent: true })).at(-1)?.version ?? 1) + 1 });
        return (actor) => rules.add(rule, by(actor));
      },
      'materials.add': async () => {
        const { schoolClass } = await seed.addClass();
        return (actor) => engine().port(MaterialsRepository).add(schoolClass.id, by(actor));
      },
      'materials.delete': async () => {
        const { schoolClass } = await seed.addClass();
        const deletion = { kind: 'PURGE' as const, key: `materials/${schoolClass.id}/`, data: { at: NOW } };
        return (actor) => engine().port(MaterialsRepository).delete(schoolClass.id, deletion, by(actor));
      },
      'notifications.send': () => {
        const notification = aNotification();
        return (actor) => notifications().send(notification, by(actor));
      },
      'notifications.delete': async () => {
        const notification = aNotification();
        await notifications().send(notification, { audit: anEntry() });
        return (actor) => notifications().delete(notification, NOW, by(actor));
      },
      'uploads.open': () => (actor) => {
        const id = randomUUID();
        const upload = {
          id,
          userId: actor.id,
          place: 0,
          target: `avatars/${actor.id}/${id}`,
          size: 1,
          expiresAt: '2099-01-01T00:00:00.000Z',
        };
        return engine().port(UploadsRepository).open(upload, actor, NOW);
      },
      'readMarks.add': () => (actor) => marks().add(actor, aNotification()),
      'readMarks.dismiss': () => (actor) => marks().dismiss(actor, aNotification()),
      'readMarks.restore': () => async (actor) => {
        const notification = aNotification();
        await marks().dismiss({ ...actor, tokenIssuedAt: LATER }, notification);
        await marks().restore(actor, notification.id);
        expect((await marks().single(actor.id, { limit: 1 })).items).toEqual([{ id: notification.id, dismissed: false }]);
      },
      'readMarks.advance': () => async (actor) => {
        await marks().advance(actor, 7);
        expect(await marks().upTo(actor.id)).toBe(7);
      },
    };

    // The write would fail the second time if the refused one had changed anything.
    it.each(Object.keys(WRITES) as Write[])('is refused %s, which changes nothing', async (name) => {
      const write = await WRITES[name]();
      const actor = anActor({ tokenIssuedAt: ISSUED_AT });
      await revoke(actor.id);
      await expect(write(actor)).rejects.toBeInstanceOf(NotAuthenticated);
      expect(await marks().upTo(actor.id)).toBe(0);
      await write({ ...actor, tokenIssuedAt: LATER });
    });

    it('is not the account of another person', async () => {
      const user = await seed.addUser();
      const accountId = randomUUID();
      const linkAccount = { accountId, userId: user.id };
      await users().change(user, { ...user, accountId, version: 2 }, { audit: anEntry(), linkAccount });
      const term = aTerm();
      await expect(terms().create(term, by(anActor({ id: accountId })))).rejects.toBeInstanceOf(NotAuthenticated);
      await terms().create(term, by(anActor({ id: user.id, accountId })));
    });

    it('is refused before any other condition', async () => {
      const actor = anActor({ tokenIssuedAt: ISSUED_AT });
      await revoke(actor.id);
      const term = await seed.addTerm();
      await expect(terms().create(term, by(actor))).rejects.toBeInstanceOf(NotAuthenticated);
    });

    it('cannot replace the revocation by one of their own', async () => {
      const user = await seed.addUser({ role: 'ADMIN' });
      const actor = anActor({ id: user.id, tokenIssuedAt: ISSUED_AT });
      const revokeOwn = (token: Actor, version: number) =>
        users().change(
          { ...user, version: version - 1 },
          { ...user, version },
          { ...by(token), revokeTokens: { userId: user.id, until: LATER } },
        );
      await revoke(actor.id);
      await expect(revokeOwn(actor, 2)).rejects.toBeInstanceOf(NotAuthenticated);
      expect(await engine().port(TokenRecordsRepository).readRevocation(actor.id)).toBe(ISSUED_AT);
      await revokeOwn({ ...actor, tokenIssuedAt: LATER }, 2);
      expect(await engine().port(TokenRecordsRepository).readRevocation(actor.id)).toBe(LATER);
    });

    it('loses one of two simultaneous changes that revoke each other', async () => {
      const [one, other] = [anActor({ tokenIssuedAt: ISSUED_AT }), anActor({ tokenIssuedAt: ISSUED_AT })];
      const [first, second] = [await seed.addUser(), await seed.addUser()];
      const outcomes = await Promise.allSettled([
        users().change(first, { ...first, version: 2 }, { ...by(one), revokeTokens: { userId: other.id, until: ISSUED_AT } }),
        users().change(second, { ...second, version: 2 }, { ...by(other), revokeTokens: { userId: one.id, until: ISSUED_AT } }),
      ]);
      const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
      expect(refusals).toEqual([expect.any(NotAuthenticated)]);
    });
  });
}
