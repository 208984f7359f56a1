import { type Options, parseOptions, usageError, type Values } from '../failure.js';

export const STAGES = ['dev', 'staging', 'prod'] as const;
export type Stage = (typeof STAGES)[number];

/**
 * The regions that are enabled in every AWS account and offer all services of a stage. Source: the AWS General Reference, November 2026.
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

/** The stage that a command works on. */
export interface Target {
  readonly stage: Stage;
  readonly region: string;
}

/** The descriptions of the options that choose a stage, for `--help`. */
export const TARGET_HELP = {
  '--stage STAGE': STAGES.join(', '),
  '--region REGION': `AWS region; default: the variable AWS_REGION, or ${DEFAULT_REGION}`,
};

/** The description of `--param`, for `--help`. */
export const PARAM_HELP = {
  '--param NAME=VALUE':
    'override a setting of infra/stages.yml; may be repeated. The variable DEPLOY_OPTIONS may have more, one in each line',
};

/**
 * Reads the stage, the region and further options of a command.
 * @param usage the usage of the command, for error messages and `--help`
 * @param more the further options
 * @throws Failure if the options are not valid, Help for `--help`
 */
export function readTarget<const T extends Options>(args: string[], usage: string, more: T): Target & { more: Values<T> } {
  const values = parseOptions(args, { ...more, stage: { type: 'string' }, region: { type: 'string' } }, usage);
  const { stage, region, ...rest } = values as Record<string, unknown> & { stage?: string; region?: string };
  if (!stage) throw usageError(`--stage is required: ${STAGES.join(', ')}.`, usage);
  if (!isStage(stage)) throw usageError(`There is no stage ${JSON.stringify(stage)}. Choose one of ${STAGES.join(', ')}.`, usage);
  return { stage, region: checkRegion(region ?? process.env.AWS_REGION ?? DEFAULT_REGION, usage), more: rest as Values<T> };
}

function checkRegion(region: string, usage: string): string {
  if ((REGIONS as readonly string[]).includes(region)) return region;
  throw usageError(`The region ${JSON.stringify(region)} is not supported. Choose one of ${REGIONS.join(', ')}.`, usage);
}

function isStage(text: string): text is Stage {
  return (STAGES as readonly string[]).includes(text);
}
