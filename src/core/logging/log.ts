import { currentContext } from '../context/request-context.js';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ['json', 'text'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

const RANK: Record<LogLevel, number> = { error: 0, warn: 1, info: 2, debug: 3 };

/** Nest classes that log every module and route at start. */
const NOISY_AT_START = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

type Entry = Record<string, unknown>;

/** Writes the log: JSON lines for machines, or readable lines for a terminal. It is also the logger of Nest. */
export class Log {
  constructor(
    private readonly level: LogLevel,
    private readonly format: LogFormat,
    private readonly write: (line: string) => void = (line) => void process.stdout.write(line),
  ) {}

  error(message: unknown, ...details: unknown[]): void {
    this.writeLine('error', message, details);
  }

  warn(message: unknown, ...details: unknown[]): void {
    this.writeLine('warn', message, details);
  }

  log(message: unknown, ...details: unknown[]): void {
    this.writeLine('info', message, details);
  }

  debug(message: unknown, ...details: unknown[]): void {
    this.writeLine('debug', message, details);
  }

  /** Nest passes the name of the logging class as the last argument. */
  private writeLine(level: LogLevel, message: unknown, details: unknown[]): void {
    const last = details.at(-1);
    const source = typeof last === 'string' ? last : undefined;
    const rank = level === 'info' && NOISY_AT_START.has(source ?? '') ? RANK.debug : RANK[level];
    if (rank > RANK[this.level]) return;
    const entry =
      message instanceof Error
        ? { message: message.message, stack: message.stack }
        : isEntry(message)
          ? message
          : { message: String(message) };
    const line = { time: new Date().toISOString(), level, source, requestId: currentContext()?.requestId, ...entry };
    this.write(`${this.format === 'json' ? JSON.stringify(line) : toText(line)}\n`);
  }
}

/** Makes a log entry of an error. Alarms search for its `event`. */
export function failureEntry(event: 'boot_failed' | 'maintenance_failed' | 'request_failed', error: unknown): Entry {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { event, message, stack };
}

function isEntry(message: unknown): message is Entry {
  return typeof message === 'object' && message !== null;
}

function toText({ time, level, source, message, stack, ...rest }: Entry): string {
  const fields = Object.entries(rest).flatMap(([key, value]) => (value === undefined ? [] : `${key}=${toWord(value)}`));
  const head = [toWord(time).slice(11, 23), toWord(level).toUpperCase().padEnd(5), source && `[${toWord(source)}]`, stack ?? message];
  return [...head, ...fields].filter((part) => part !== undefined && part !== '').join(' ');
}

function toWord(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
