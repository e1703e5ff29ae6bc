// SPDX-License-Identifier: Apache-2.0
// How soon the first pose is there: in a page that has loaded everything before, in a fresh browser, and in the app.
import type { Browser, Page } from 'playwright-core';
import type { StaticServer } from '../../cli/static-server.ts';
import { percentile } from '../timing.ts';

export interface FirstPoseReport {
  /** Milliseconds from `createDetector` to its first pose. Fresh: of a browser profile's first detector. Warm: of later ones of a page. */
  readonly detector: { readonly freshMs: number; readonly warmMs: number };
  /** From the beginning of the page's navigation to the pose of a sample that is asked for at once. Again: the same page a second time. */
  readonly app: { readonly freshMs: number; readonly againMs: number };
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

/** Medians over `runs` fresh browser profiles. */
export async function measureFirstPose(
  browser: Browser,
  { library, app, picture }: FirstPoseServers,
  runs: number,
): Promise<FirstPoseReport> {
  const [fresh, warm, first, again]: [number[], number[], number[], number[]] = [[], [], [], []];
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
      }
    });
  }
  const median = (list: readonly number[]) => Math.round(percentile(list, 0.5));
  return {
    detector: { freshMs: median(fresh), warmMs: median(warm) },
    app: { freshMs: median(first), againMs: median(again) },
    runs,
  };
}

async function inFreshProfile(browser: Browser, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext();
  try {
    await work(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Runs in the app's page before its own scripts: picks the first sample as soon as it is there, and notes when it has a pose. */
const askForSampleAtOnce = `
  Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });
  let asked = false;
  new MutationObserver(() => {
    const sample = document.querySelector('#samples button');
    if (sample && !asked) { asked = true; sample.click(); }
    const label = document.querySelector('#canvas')?.getAttribute('aria-label') ?? '';
    if (!globalThis.firstPoseAt && / found/.test(label)) globalThis.firstPoseAt = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true });
`;
