import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Failure, Help } from '../failure.js';

export const STAGES = ['dev', 'staging', 'prod'] as const;
export type Stage = (typeof STAGES)[number];

/**
 * The regions that AWS enables for every account, in which all that a stage consists of is offered. Source: the AWS General Reference, November 2026.
 */
export const REGIONS = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
] as const;

const DEFAULT_REGION = 'us-east-1';

/** The stage that a command is about. */
export interface Target {
  readonly stage: Stage;
  readonly region: string;
}

type More = NonNullable<ParseArgsConfig['options']>;
type Values<T extends More> = ReturnType<typeof parseArgs<{ options: T }>>['values'];

/**
 * What a command was told: its stage and region, and the options of its own.
 * @param usage how the command is called, told with every complaint
 * @throws Failure in one line, before anything is done; Help if that is what was asked for
 */
export function readTarget<const T extends More>(args: string[], usage: string, more: T): Target & { more: Values<T> } {
  if (args.includes('--help')) throw new Help(usage);
  const { stage, region, ...rest } = parsed(args, usage, more);
  if (!stage) throw new Failure(`--stage is missing: ${STAGES.join(', ')}. ${usage}`);
  if (!isStage(stage)) throw new Failure(`There is no stage ${JSON.stringify(stage)}, only ${STAGES.join(', ')}. ${usage}`);
  return { stage, region: knownRegion(region ?? process.env.AWS_REGION ?? DEFAULT_REGION, usage), more: rest as Values<T> };
}

function knownRegion(region: string, usage: string): string {
  if ((REGIONS as readonly string[]).includes(region)) return region;
  throw new Failure(`There is no region ${JSON.stringify(region)} to deploy to. Known are ${REGIONS.join(', ')}. ${usage}`);
}

function parsed<T extends More>(args: string[], usage: string, more: T): Record<string, unknown> & { stage?: string; region?: string } {
  try {
    return parseArgs({ args, options: { ...more, stage: { type: 'string' }, region: { type: 'string' } } }).values;
  } catch (error) {
    throw new Failure(`${(error as Error).message.split('\n')[0]!.split('. ')[0]!}. ${usage}`);
  }
}

function isStage(text: string): text is Stage {
  return (STAGES as readonly string[]).includes(text);
}
