// SPDX-License-Identifier: Apache-2.0
// How soon the first pose is there: of a detector, in a page of a few lines, and in the app.
import type { Browser, Page } from 'playwright-core';
import type { StaticServer } from '../../cli/static-server.ts';
import { residentMB } from '../resident.ts';
import { percentile } from '../timing.ts';

export interface FirstPoseReport {
  /** Milliseconds from `createDetector` to its first pose. Fresh: of a browser profile's first detector. Warm: of later ones of a page. */
  readonly detector: { readonly freshMs: number; readonly warmMs: number };
  /** From the beginning of the navigation to the poses of examples/page, built by Vite. Again: the same page a second time. */
  readonly page: { readonly freshMs: number; readonly againMs: number };
  /** The same in a fresh profile where the page's processor is `SLOW` times as slow. */
  readonly slowPageMs: number;
  /** The app: to the pose of a sample that is asked for at once. */
  readonly app: { readonly freshMs: number; readonly againMs: number };
  /** Tasks of the app's page that kept its main thread for 50 ms or more (Long Tasks API), and of how many loads. */
  readonly longTasks: { readonly loads: number; readonly ms: readonly number[] };
  readonly runs: number;
}

export interface FirstPoseServers {
  /** The built package, with a blank page and the picture. */
  readonly library: StaticServer;
  /** examples/page, built. */
  readonly page: StaticServer;
  /** The built app. */
  readonly app: StaticServer;
  readonly picture: { readonly width: number; readonly height: number };
}

/** Detectors of each page; the first one of them is fresh. */
const DETECTORS = 5;
/** So long a new window loads pages of the browser's own, for which no user waits who follows a link; ms. */
const WINDOW_MS = 1500;
/** What Chromium's own tools call a mid-tier phone. */
const SLOW = 4;
/** So long after the first pose the page is at work no more, ms. */
const AFTERWARDS_MS = 500;

/** Medians over `runs` fresh browser profiles. */
export async function measureFirstPose(
  browser: Browser,
  { library, page: example, app, picture }: FirstPoseServers,
  runs: number,
): Promise<FirstPoseReport> {
  const [fresh, warm]: [number[], number[]] = [[], []];
  const [pageFresh, pageAgain, pageSlow]: [number[], number[], number[]] = [[], [], []];
  const [appFresh, appAgain]: [number[], number[]] = [[], []];
  const long: number[] = [];
  // A browser loads a page of its own as it starts.
  await residentMB(browser);
  for (let run = 0; run < runs; run++) {
    await inFreshProfile(browser, async (page) => {
      await page.goto(`${library.url}blank.html`);
      const script = `import('/bench/first-pose/in-page.js').then((bench) => bench.firstPosesInPage(${picture.width}, ${picture.height}, ${DETECTORS}))`;
      const [one, ...others] = (await page.evaluate(script)) as number[]; // what the page's own function gives
      fresh.push(one ?? Number.NaN);
      warm.push(...others);
    });
    await inFreshProfile(browser, async (page) => {
      await page.addInitScript(noteFirstPose);
      for (const list of [pageFresh, pageAgain]) list.push(await firstPoseAt(page, example.url));
    });
    await inFreshProfile(browser, async (page) => {
      const tools = await page.context().newCDPSession(page);
      await tools.send('Emulation.setCPUThrottlingRate', { rate: SLOW });
      await page.addInitScript(noteFirstPose);
      pageSlow.push(await firstPoseAt(page, example.url));
    });
    await inFreshProfile(browser, async (page) => {
      await page.addInitScript(askForSampleAtOnce);
      for (const list of [appFresh, appAgain]) {
        list.push(await firstPoseAt(page, app.url));
        await page.waitForTimeout(AFTERWARDS_MS);
        long.push(...((await page.evaluate('globalThis.longTasks')) as number[])); // what the page's script collects
      }
    });
  }
  const median = (list: readonly number[]) => Math.round(percentile(list, 0.5));
  return {
    detector: { freshMs: median(fresh), warmMs: median(warm) },
    page: { freshMs: median(pageFresh), againMs: median(pageAgain) },
    slowPageMs: median(pageSlow),
    app: { freshMs: median(appFresh), againMs: median(appAgain) },
    longTasks: { loads: appFresh.length + appAgain.length, ms: long },
    runs,
  };
}

async function inFreshProfile(browser: Browser, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.waitForTimeout(WINDOW_MS);
    await work(page);
  } finally {
    await context.close();
  }
}

/** Opens an address; milliseconds from there until a script below has noted a pose. */
async function firstPoseAt(page: Page, url: string): Promise<number> {
  await page.goto(url);
  return Number(await (await page.waitForFunction(() => Reflect.get(globalThis, 'firstPoseAt'))).jsonValue());
}

/** Runs in examples/page before its own script: notes when it says how many people it has found. */
const noteFirstPose = `
  new MutationObserver(() => {
    if (!globalThis.firstPoseAt && document.querySelector('output')?.value.includes('people')) globalThis.firstPoseAt = performance.now();
  }).observe(document, { subtree: true, childList: true });
`;

/**
 * Runs in the app's page before its own scripts: picks the first sample as soon as it is there, notes when it has a pose, and
 * what keeps the main thread.
 */
const askForSampleAtOnce = `
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });
  let asked = false;
  new MutationObserver(() => {
    const sample = document.querySelector('#samples button');
    if (sample && !asked) { asked = true; sample.click(); }
    const label = document.querySelector('#canvas')?.getAttribute('aria-label') ?? '';
    if (!globalThis.firstPoseAt && / found/.test(label)) globalThis.firstPoseAt = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true });
`;
