import type { Browser, BrowserContext } from 'playwright-core';
import { checksOf, firstEntries } from './checks.js';
import { launchChromium } from './chromium.js';
import { type FunctionCoverage, linesNotRun } from './coverage.js';
import { readBlocks } from './guide.js';
import { GuidePage } from './guide-page.js';
import { type PageServer, servePage } from './page-server.js';
import { PASSWORD, prepare, type Scene, STUDENT } from './scene.js';

/** As `npm start` sets it. */
const CORS_ORIGINS = 'http://localhost:*,http://127.0.0.1:*';
const SITE = 'https://school.example.edu';

describe('the guide for authors of single-page apps, in a browser', () => {
  const blocks = readBlocks();
  const untilCall = blocks.findIndex(({ section }) => section === 'Call the API') + 1;
  const asStudent = [
    ['E-mail', STUDENT],
    ['Password', PASSWORD],
  ] as const;
  const runs: FunctionCoverage[][] = [];
  let scene: Scene;
  let pages: PageServer;
  let laptop: string;
  let browser: Browser;

  beforeAll(async () => {
    scene = await prepare(CORS_ORIGINS);
    pages = await servePage(blocks);
    laptop = `http://localhost:${pages.host.split(':')[1]}`;
    browser = await launchChromium({ '127.0.0.1:3000': new URL(scene.secured.url).host, 'other.example': pages.host });
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
    await scene?.close();
  });

  it('keeps a person signed in when the page is loaded again', async () => {
    const context = await browser.newContext();
    for (const entries of [asStudent, []]) {
      const guide = await open(context);
      guide.entries.push(...entries);
      await guide.run(laptop, untilCall);
      expect(await guide.see('me')).toMatchObject({ email: STUDENT });
      runs.push(await guide.close());
    }
  });

  it('signs in to Cognito on AWS from the site of the stage', async () => {
    const context = await browser.newContext();
    const { secured, school } = scene;
    await context.route(`${SITE}/**`, async (route) => {
      const { pathname, search } = new URL(route.request().url());
      const isApi = pathname.startsWith('/api/');
      const response = await route.fetch({ url: `${isApi ? secured.url : `http://${pages.host}`}${pathname}${search}` });
      if (pathname !== '/api/v1/config') return route.fulfill({ response });
      const { userPoolEndpoint: _onlyOffAws, ...onAws } = (await response.json()) as Record<string, string>;
      return route.fulfill({ response, json: onAws });
    });
    const called: string[] = [];
    await context.route('https://*.amazonaws.com/**', async (route) => {
      called.push(new URL(route.request().url()).host);
      const response = await route.fetch({ url: school.pool.url });
      await route.fulfill({ response, headers: { ...response.headers(), 'access-control-allow-origin': '*' } });
    });

    const guide = await open(context);
    guide.entries.push(...asStudent);
    await guide.run(SITE, untilCall);
    expect(await guide.see('me')).toMatchObject({ email: STUDENT });
    expect(new Set(called)).toEqual(new Set([`cognito-idp.${school.pool.region}.amazonaws.com`]));
    runs.push(await guide.close());
  });

  it('works block by block on a page of another port than the API', async () => {
    const guide = await open(await browser.newContext());
    const checks = checksOf(scene, guide);
    const checked = new Map<string, number>();
    guide.entries.push(...firstEntries(scene));
    try {
      await guide.run(laptop, blocks.length, async (index) => {
        const { section } = blocks[index]!;
        const turn = checked.get(section) ?? 0;
        checked.set(section, turn + 1);
        await checks[section]?.[turn]?.();
      });
    } finally {
      runs.push(await guide.close());
    }
    expect(Object.fromEntries(checked)).toEqual(Object.fromEntries(Object.entries(checks).map(([section, all]) => [section, all.length])));
  });

  it('has no code that did not run', () => {
    expect(linesNotRun(blocks, runs)).toEqual([]);
  });

  it('gets a TypeError on a page whose origin is not listed', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`http://other.example/?blocks=0`);
    await expect(page.evaluate(`fetch('http://127.0.0.1:3000/api/v1/config')`)).rejects.toThrow('TypeError: Failed to fetch');
  });

  function open(context: BrowserContext): Promise<GuidePage> {
    return GuidePage.open(context, scene.passTime);
  }
});
