import { PRICES } from './prices.js';
import { DAY, DIGESTS, type RouteUse, SCHOOL, STAGE } from './usage.js';

/** Dollars per month by purpose. */
export interface Costs {
  readonly requests: number;
  readonly database: number;
  readonly delivery: number;
  readonly signIn: number;
  readonly filesAndMail: number;
  readonly watching: number;
  readonly firewall: number;
}

const MILLION = 1_000_000;
const KILOBYTES_A_GIGABYTE = 1024 * 1024;

/** The monthly costs of a school, with the usage that `usage.ts` assumes. */
export function costsOf(people: number): Costs {
  const { lambda, httpApi, dynamoDb, cloudFront, waf, secretsManager, cloudWatch, ses, s3, xray } = PRICES;
  const lecturers = people / (SCHOOL.studentsPerLecturer + 1);
  const students = people - lecturers;
  const monthly = (amount: (use: RouteUse) => number) =>
    SCHOOL.daysAMonth * DAY.reduce((sum, use) => sum + (students * use.perStudent + lecturers * use.perLecturer) * amount(use), 0);
  const requests = monthly(() => 1) / MILLION;
  const seconds = (requests * MILLION * SCHOOL.billedMilliseconds) / 1000;
  const kept = (people * SCHOOL.kilobytesPerPerson) / KILOBYTES_A_GIGABYTE;
  const sent = (requests * MILLION * SCHOOL.answerKilobytes) / KILOBYTES_A_GIGABYTE;
  const logged = (requests * MILLION * SCHOOL.logKilobytes) / KILOBYTES_A_GIGABYTE;
  const traced = Math.min(requests, (SCHOOL.daysAMonth * SCHOOL.secondsADay) / MILLION + SCHOOL.tracedShare * requests);
  const above = (amount: number, free: number) => Math.max(0, amount - free);
  return {
    requests:
      requests * (httpApi.requestMillion + lambda.requestMillion) +
      seconds * lambda.gigabyteSecondArm +
      (STAGE.ticksAMonth / MILLION) * lambda.requestMillion,
    database:
      ((monthly(({ readUnits }) => readUnits) + people * DIGESTS.readUnitsPerPersonAMonth) / MILLION) * dynamoDb.readUnitMillion +
      (monthly(({ writeUnits }) => writeUnits) / MILLION) * dynamoDb.writeUnitMillion +
      kept * (dynamoDb.gigabyteMonth + dynamoDb.recoveryGigabyteMonth),
    delivery:
      above(requests, cloudFront.freeRequestMillions) * cloudFront.requestMillion +
      above(sent, cloudFront.freeGigabytes) * cloudFront.gigabyte,
    signIn: signInCosts(people),
    filesAndMail:
      ((people * SCHOOL.megabytesPerPerson) / 1024) * s3.gigabyteMonth +
      ((people * DIGESTS.kilobytesPerPerson) / KILOBYTES_A_GIGABYTE) * s3.gigabyteMonth +
      (DIGESTS.listsAMonth / 1000) * s3.listThousand +
      ((people * SCHOOL.mailsPerPersonAMonth) / 1000) * ses.mailThousand,
    watching:
      STAGE.secrets * secretsManager.secret +
      STAGE.alarmMetrics * cloudWatch.alarmMetric +
      STAGE.metrics * cloudWatch.metric +
      logged * cloudWatch.logGigabyte +
      above(traced, xray.freeTraceMillions) * xray.traceMillion,
    firewall: waf.webAcl + STAGE.firewallRules * waf.rule + requests * waf.requestMillion,
  };
}

export function totalOf(costs: Costs): number {
  return (Object.values(costs) as number[]).reduce((sum, each) => sum + each, 0);
}

/** Each price step applies to the users within it. */
function signInCosts(people: number): number {
  let [sum, below] = [0, 0];
  for (const { upTo, each } of PRICES.cognitoLite) {
    sum += Math.max(0, Math.min(people, upTo) - below) * each;
    below = upTo;
  }
  return sum;
}
