import { requestContext, runInContext } from '../context/request-context.js';
import { Log } from './log.js';

const written = (format: 'json' | 'text', work: (log: Log) => void, level: 'info' | 'warn' = 'info'): string[] => {
  const lines: string[] = [];
  work(new Log(level, format, (line) => lines.push(line)));
  return lines;
};

describe('Log', () => {
  it('writes one JSON object on each line, with the id of the request', () => {
    const [line] = written('json', (log) => runInContext(requestContext('r-1'), () => log.log({ message: 'two\nlines', ms: 3 }, 'Source')));
    expect(line).toMatch(/^[^\n]*\n$/);
    expect(JSON.parse(line!)).toMatchObject({ level: 'info', source: 'Source', requestId: 'r-1', message: 'two\nlines', ms: 3 });
  });

  it('writes the stack of an error', () => {
    const [line] = written('json', (log) => log.error(new Error('broken')));
    expect(JSON.parse(line!)).toMatchObject({ level: 'error', message: 'broken', stack: expect.stringContaining('log.spec') as unknown });
  });

  it('omits entries below its level', () => {
    expect(written('json', (log) => log.log('quiet'), 'warn')).toEqual([]);
  });

  it('writes readable lines for a terminal', () => {
    const [line] = written('text', (log) => log.log({ message: 'hello', ms: 3 }, 'Source'));
    expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}\[Source\] hello ms=3\n$/);
  });
});
