import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './find-chromium.js';

const SWITCHES = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A machine that does other work needs long for the first start, in milliseconds. */
const START_TIMEOUT = 90_000;

/** Starts the browser. @param hosts the addresses that it connects to instead of others, e.g. `{ '127.0.0.1:3000': '127.0.0.1:41000' }` */
export function launchChromium(hosts: Readonly<Record<string, string>>): Promise<Browser> {
  const rules = Object.entries(hosts).map(([from, to]) => `MAP ${from} ${to}`);
  return chromium.launch({
    executablePath: findChromium(process.env),
    timeout: START_TIMEOUT,
    args: [...SWITCHES, `--host-resolver-rules=${rules.join(',')}`],
  });
}
