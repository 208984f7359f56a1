import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { startServer } from '../../src/app/create-server.js';
import { readConfig } from '../../src/config/config.js';

/** What the server did between two messages. */
export interface Effort {
  /** Milliseconds of CPU time, of all threads. */
  readonly cpu: number;
  /** The longest time for which the event loop did not turn, in milliseconds. Other processes can make it longer. */
  readonly delay: number;
}

/** A plain server in a process of its own. It answers `begin` when it measures, and `end` with the effort since then. */
async function main(): Promise<void> {
  const app = await startServer(readConfig());
  const loop = monitorEventLoopDelay({ resolution: 1 });
  let before = process.cpuUsage();
  const answer = (message: unknown) => process.send!(message);
  process.on('message', (message) => {
    if (message === 'begin') {
      loop.enable();
      loop.reset();
      before = process.cpuUsage();
      return answer('measuring');
    }
    // The monitor learns of a delay at its next turn.
    void wait(2).then(() => {
      const { user, system } = process.cpuUsage(before);
      loop.disable();
      answer({ cpu: (user + system) / 1000, delay: loop.max / 1e6 } satisfies Effort);
    });
  });
  process.on('disconnect', () => process.exit());
  answer({ url: await app.getUrl() });
}

void main();
