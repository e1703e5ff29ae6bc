// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { sentence } from '../cli/io.ts';
import { startStaticServer, type VirtualFile } from '../cli/static-server.ts';
import { launchChromium } from '../scripts/chromium.ts';
import { AT_WORK, type PageResult, type PageTask } from './in-page.ts';
import { pagesCpuSeconds } from './page-processes.ts';
import type { TierLine } from './report.ts';
import { residentMB } from './resident.ts';
import { type Budget, roundedShare } from './timing.ts';
import type { BenchPicture } from './workload.ts';

export interface ChromiumResult {
  readonly version: string;
  readonly tiers: readonly TierLine[];
  readonly firstPoseMs: number;
}

export interface ChromiumOptions {
  /** The built package: dist with src, bench and assets in it. */
  readonly dist: string;
  readonly picture: BenchPicture;
  /** Bytes of another weights file, when one was asked for. */
  readonly weights: Uint8Array | undefined;
  readonly tiers: readonly PageTask['tier'][];
  readonly budget: Budget;
  readonly note: (line: string) => void;
}

// Without the eager flag Chromium answers the question for memory only after its next garbage collection, minutes later.
const BROWSER_FLAGS = ['--enable-blink-features=ForceEagerMeasureMemory'];
// Without these Chromium on Linux hides the GPU from pages.
const GPU_FLAGS = ['--enable-unsafe-webgpu', '--enable-features=Vulkan'];

/** Measures the tiers in a headless Chromium over a loopback server; undefined (with a note) where that is impossible. */
export async function measureInChromium(options: ChromiumOptions): Promise<ChromiumResult | undefined> {
  if (!existsSync(join(options.dist, 'bench', 'in-page.js'))) {
    options.note(`poseswarm: Chromium is not measured: ${options.dist} is not built; expected it from npm run build.`);
    return undefined;
  }
  const gpu = options.tiers.includes('webgpu');
  const flags = gpu ? [...BROWSER_FLAGS, ...GPU_FLAGS] : BROWSER_FLAGS;
  const browser = await launchChromium(flags, gpu).catch((error: unknown) => {
    options.note(`poseswarm: Chromium is not measured: ${sentence(error)}`);
  });
  if (browser === undefined) return undefined;
  const server = await startStaticServer({
    root: options.dist,
    port: 0,
    host: '127.0.0.1',
    virtual: pageFiles(options),
  });
  try {
    const tiers: TierLine[] = [];
    for (const tier of options.tiers) {
      const page = await browser.newPage();
      tiers.push(...(await measurePage(browser, page, server.url, tier, options)));
      await page.close();
    }
    const page = await browser.newPage();
    await page.goto(`${server.url}first-pose.html`);
    const firstPoseMs = Number(await page.evaluate('globalThis.firstPoseMs'));
    return { version: browser.version(), tiers, firstPoseMs };
  } finally {
    await browser.close();
    await server.close();
  }
}

function taskOf(tier: PageTask['tier'], { picture, weights, budget }: ChromiumOptions): PageTask {
  const { width, height } = picture;
  return { tier, width, height, weights: weights === undefined ? null : '/weights.safetensors', budget };
}

/** A fresh page for each tier, so that none inherits another's memory or compiled code. */
async function measurePage(
  browser: Browser,
  page: Page,
  url: string,
  tier: PageTask['tier'],
  options: ChromiumOptions,
): Promise<TierLine[]> {
  await page.goto(`${url}blank.html`);
  const task = JSON.stringify(taskOf(tier, options));
  const resident = () => residentMB(browser);
  const before = await resident();
  let grown: number | null = null;
  let cpuShare = 0;
  const start = { ms: performance.now(), cpu: await pagesCpuSeconds(browser) };
  // The page asks for it while its detector is there.
  await page.exposeFunction(AT_WORK, async () => {
    const seconds = (await pagesCpuSeconds(browser)) - start.cpu;
    cpuShare = roundedShare(1000 * seconds, performance.now() - start.ms);
    const now = await resident();
    if (now !== undefined && before !== undefined) grown = Math.round((now - before) * 10) / 10;
  });
  try {
    const script = `import('/bench/in-page.js').then((bench) => bench.measureTier(${task}))`;
    const { timings, reservedMB } = (await page.evaluate(script)) as PageResult;
    return timings.map((timing) => ({ tier, where: 'chromium', ...timing, memoryMB: grown, reservedMB, cpuShare }));
  } catch (error) {
    options.note(`poseswarm: tier ${tier} does not run in Chromium: ${sentence(error)}`);
    return [];
  }
}

function pageFiles(options: ChromiumOptions): ReadonlyMap<string, VirtualFile> {
  const html = (head: string): VirtualFile => ({
    type: 'text/html; charset=utf-8',
    body: `<!doctype html><meta charset="utf-8"><title>bench</title>${head}`,
  });
  const task = JSON.stringify(taskOf('auto', options));
  const files = new Map<string, VirtualFile>([
    ['/blank.html', html('')],
    ['/first-pose.html', html('<script type="module" src="/first-pose.js"></script>')],
    [
      '/first-pose.js',
      {
        type: 'text/javascript',
        body: `import { firstPose } from '/bench/in-page.js';\nglobalThis.firstPoseMs = firstPose(${task});\n`,
      },
    ],
    ['/picture.rgba', { type: 'application/octet-stream', body: options.picture.data }],
  ]);
  if (options.weights !== undefined) {
    files.set('/weights.safetensors', { type: 'application/octet-stream', body: options.weights });
  }
  return files;
}
