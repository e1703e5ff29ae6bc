// SPDX-License-Identifier: Apache-2.0
// How soon the first pose is there: in a page that has loaded everything before, in a fresh browser, and in the app.
import type { Browser, Page } from 'playwright-core';
import type { StaticServer } from '../../cli/static-server.ts';
import { residentMB } from '../resident.ts';
import { percentile } from '../timing.ts';

export interface FirstPoseReport {
  /** Milliseconds from `createDetector` to its first pose. Fresh: of a browser profile's first detector. Warm: of later ones of a page. */
  readonly detector: { readonly freshMs: number; readonly warmMs: number };
  /** From the beginning of the page's navigation to the pose of a sample that is asked for at once. Again: the same page a second time. */
  readonly app: { readonly freshMs: number; readonly againMs: number };
  /** Tasks of the app's page that kept its main thread for 50 ms or more (Long Tasks API), and of how many loads. */
  readonly longTasks: { readonly loads: number; readonly ms: readonly number[] };
  readonly runs: number;
}

export interface FirstPoseServers {
  /** The built package, with a blank page and the picture. */
  readonly library: StaticServer;
  /** The built app. */
  readonly app: StaticServer;
  readonly picture: { readonly width: number; readonly height: number };
}

/** Detectors of each page; the first one of them is fresh. */
const DETECTORS = 5;
/** So long a new window loads pages of the browser's own, for which no user waits who follows a link; ms. */
const WINDOW_MS = 1500;
/** So long after the first pose the page is at work no more, ms. */
const AFTERWARDS_MS = 500;

/** Medians over `runs` fresh browser profiles. */
export async function measureFirstPose(
  browser: Browser,
  { library, app, picture }: FirstPoseServers,
  runs: number,
): Promise<FirstPoseReport> {
  const [fresh, warm, first, again]: [number[], number[], number[], number[]] = [[], [], [], []];
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
      await page.addInitScript(askForSampleAtOnce);
      for (const list of [first, again]) {
        await page.goto(app.url);
        list.push(Number(await (await page.waitForFunction(() => Reflect.get(globalThis, 'firstPoseAt'))).jsonValue()));
        await page.waitForTimeout(AFTERWARDS_MS);
        long.push(...((await page.evaluate('globalThis.longTasks')) as number[])); // what the page's script collects
      }
    });
  }
  const median = (list: readonly number[]) => Math.round(percentile(list, 0.5));
  return {
    detector: { freshMs: median(fresh), warmMs: median(warm) },
    app: { freshMs: median(first), againMs: median(again) },
    longTasks: { loads: first.length + again.length, ms: long },
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
