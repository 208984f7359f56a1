import type { BrowserContext, Dialog, Page } from 'playwright-core';
import type { FunctionCoverage } from './coverage.js';

/** What a person enters: the beginning of the question, and the answer. `null` cancels; an alert has no answer. */
export type Entry = readonly [question: string, answer?: string | null | ((question: string) => string)];

/** The waits of the guide are only counted, unlike those of libraries, and the clock can be set ahead. */
const IN_THE_PAGE = `
  const { setTimeout } = window;
  window.setTimeout = (resume, delay, ...given) =>
    new Error().stack.split('\\n')[2].includes('/guide.js') ? void waited(delay).then(() => resume(...given)) : setTimeout(resume, delay, ...given);

  let ahead = 0;
  window.Date = class extends Date {
    static now = () => super.now() + ahead;
    constructor(...given) {
      super(...(given.length > 0 ? given : [window.Date.now()]));
    }
  };
  window.passTime = (milliseconds) => (ahead += milliseconds);

  window.afterBlock = (index, see) => {
    window.see = see;
    return blockEnded(index);
  };
`;

/** A page that runs the code of the guide, and the person in front of it. */
export class GuidePage {
  /** The waits of the guide, in milliseconds. */
  readonly waits: number[] = [];
  /** The dialogs that are still to come. */
  readonly entries: Entry[] = [];
  private readonly unexpected: string[] = [];

  private constructor(readonly page: Page) {}

  /** @param onWait gets each wait of the guide, in milliseconds */
  static async open(context: BrowserContext, onWait: (milliseconds: number) => void = () => undefined): Promise<GuidePage> {
    const page = await context.newPage();
    const opened = new GuidePage(page);
    await page.exposeFunction('waited', (milliseconds: number) => {
      opened.waits.push(milliseconds);
      onWait(milliseconds);
    });
    await page.addInitScript(IN_THE_PAGE);
    page.on('dialog', (dialog) => void opened.answer(dialog));
    await page.coverage.startJSCoverage({ resetOnNavigation: false });
    return opened;
  }

  /** Runs blocks, and lets `after` look at each when it has run. @throws if one of them fails, or `after` */
  async run(url: string, count: number, after: (block: number) => Promise<void> = () => Promise.resolve()): Promise<void> {
    const ended = new Promise<void>((resolve, reject) => {
      this.page.on('pageerror', reject);
      const onBlock = async (index: number) => {
        await after(index);
        this.assertDialogs({ isLast: index === count - 1 });
        if (index === count - 1) resolve();
      };
      // The page stops at a block that fails.
      const endBlock = (index: number) => onBlock(index).catch((error: Error) => (reject(error), new Promise<void>(() => undefined)));
      this.page
        .exposeFunction('blockEnded', endBlock)
        .then(() => this.page.goto(`${url}/?blocks=${count}`, { waitUntil: 'commit' }))
        .catch(reject);
    });
    await ended;
  }

  /** The value of an expression in the scope of the blocks: a plain value, or a promise of one. */
  see<T = any>(expression: string): Promise<T> {
    return this.page.evaluate(`see(${JSON.stringify(expression)})`);
  }

  /** The error that a promise is rejected with: its properties, with `name` and `message`. @throws if there is none */
  async failureOf(expression: string): Promise<object> {
    const settled = `(${expression}).then(() => null, (error) => ({ ...error, name: error.name, message: error.message }))`;
    const failure = await this.see<object | null>(settled);
    if (!failure) throw new Error(`It did not fail: ${expression}`);
    return failure;
  }

  /** Ends the page. @returns what of the code ran */
  async close(): Promise<FunctionCoverage[]> {
    const scripts = await this.page.coverage.stopJSCoverage();
    await this.page.close();
    return scripts.filter(({ url }) => new URL(url).pathname === '/guide.js').flatMap(({ functions }) => functions);
  }

  private assertDialogs({ isLast }: { isLast: boolean }): void {
    if (this.unexpected.length > 0) throw new Error(`The page showed ${this.unexpected.join(' and ')}.`);
    if (isLast && this.entries.length > 0) throw new Error(`The page did not show ${JSON.stringify(this.entries)}.`);
  }

  private async answer(dialog: Dialog): Promise<void> {
    const message = dialog.message();
    const [question, answer] = this.entries.shift() ?? [];
    const isExpected = question !== undefined && message.startsWith(question);
    if (!isExpected) this.unexpected.push(JSON.stringify(message));
    if (isExpected && answer !== null) await dialog.accept(typeof answer === 'function' ? answer(message) : answer);
    else await dialog.dismiss();
  }
}
