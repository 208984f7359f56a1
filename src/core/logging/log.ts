import type { LoggerService } from '@nestjs/common';
import type { LogLevel } from '../../config/config.js';
import { currentContext } from '../context/request-context.js';

const RANK: Record<LogLevel, number> = { error: 0, warn: 1, info: 2, debug: 3 };

/** What tells, at start, of every module and route that there is. */
const CHATTER = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** What one line of the log tells. */
type Entry = Record<string, unknown>;

/** Writes the log: one JSON object a line for machines, or one readable line for a terminal. */
export class Log implements LoggerService {
  constructor(
    private readonly level: LogLevel,
    private readonly format: 'json' | 'text',
    private readonly write: (line: string) => void = (line) => void process.stdout.write(line),
  ) {}

  error(message: unknown, ...details: unknown[]): void {
    this.log_('error', message, details);
  }

  warn(message: unknown, ...details: unknown[]): void {
    this.log_('warn', message, details);
  }

  log(message: unknown, ...details: unknown[]): void {
    this.log_('info', message, details);
  }

  debug(message: unknown, ...details: unknown[]): void {
    this.log_('debug', message, details);
  }

  /** Nest puts the name of the class that logs last. */
  private log_(level: LogLevel, message: unknown, details: unknown[]): void {
    const source = typeof details.at(-1) === 'string' ? (details.at(-1) as string) : undefined;
    const rank = level === 'info' && CHATTER.has(source ?? '') ? RANK.debug : RANK[level];
    if (rank > RANK[this.level]) return;
    const entry =
      message instanceof Error
        ? { message: message.message, stack: message.stack }
        : isEntry(message)
          ? message
          : { message: String(message) };
    const line = { time: new Date().toISOString(), level, source, requestId: currentContext()?.requestId, ...entry };
    this.write(`${this.format === 'json' ? JSON.stringify(line) : readable(line)}\n`);
  }
}

/** An error as an entry that alarms can look for. */
export function failureEntry(event: 'boot_failed' | 'maintenance_failed' | 'request_failed', error: unknown): Entry {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { event, message, stack };
}

function isEntry(message: unknown): message is Entry {
  return typeof message === 'object' && message !== null;
}

function readable({ time, level, source, message, stack, ...rest }: Entry): string {
  const fields = Object.entries(rest).flatMap(([key, value]) => (value === undefined ? [] : `${key}=${shown(value)}`));
  const head = [shown(time).slice(11, 23), shown(level).toUpperCase().padEnd(5), source && `[${shown(source)}]`, stack ?? message];
  return [...head, ...fields].filter((part) => part !== undefined && part !== '').join(' ');
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
