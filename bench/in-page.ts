// SPDX-License-Identifier: Apache-2.0
// Runs inside the browser, loaded as a module from the bench's own server; knows nothing of Node.
import { createDetector } from '../src/index.ts';
import type { TierChoice } from '../src/runtime/tiers.ts';
import type { Budget } from './timing.ts';
import { type BenchPicture, measureDetector, type WorkTiming } from './workload.ts';

/** What a page is asked to do. */
export interface PageTask {
  readonly tier: TierChoice;
  readonly width: number;
  readonly height: number;
  /** Address of another weights file; null takes the one that comes along. */
  readonly weights: string | null;
  readonly budget: Budget;
}

/** A function of the page: whoever opened it learns that its detector has been at work, and is still there. */
export const AT_WORK = 'detectorAtWork';

export interface PageResult {
  readonly timings: WorkTiming[];
  readonly reservedMB: number | null;
}

/** The picture's pixels as the server holds them: the same numbers as in Node. */
async function fetchPicture(task: PageTask): Promise<BenchPicture> {
  const bytes = await (await fetch('/picture.rgba')).arrayBuffer();
  return { data: new Uint8Array(bytes), width: task.width, height: task.height };
}

function open(task: PageTask) {
  return createDetector({ tier: task.tier, ...(task.weights === null ? {} : { weights: task.weights }) });
}

/** Times one tier. */
export async function measureTier(task: PageTask): Promise<PageResult> {
  if (task.tier === 'webgpu') await demandRealGpu();
  const picture = await fetchPicture(task);
  const detector = await open(task);
  if (task.tier === 'webgpu' && detector.info.tier !== 'webgpu') {
    throw new Error(detector.info.degraded.map(({ message }) => message).join('; '));
  }
  const timings = await measureDetector(detector, picture, task.budget);
  await tellThatAtWork();
  const reservedMB = await pageMemory();
  await detector.dispose();
  return { timings, reservedMB };
}

async function tellThatAtWork(): Promise<void> {
  const tell: unknown = Reflect.get(globalThis, AT_WORK);
  if (typeof tell === 'function') await tell();
}

/** Milliseconds from the start of the page's navigation to its first pose. */
export async function firstPose(task: PageTask): Promise<number> {
  const [picture, detector] = await Promise.all([fetchPicture(task), open(task)]);
  await detector.estimatePoses(picture);
  const ms = performance.now();
  await detector.dispose();
  return ms;
}

/** As much of a page's navigator as is asked; the project that builds this has no DOM types. */
interface PageNavigator {
  readonly gpu?: { requestAdapter(): Promise<{ readonly info: AdapterInfo } | null> };
}

interface AdapterInfo {
  readonly architecture: string;
  readonly isFallbackAdapter?: boolean;
}

/** A GPU that is a program shows whether answers are right, and nothing about speed. */
async function demandRealGpu(): Promise<void> {
  const { gpu } = (globalThis as unknown as { readonly navigator: PageNavigator }).navigator; // a page's, see above
  const adapter = await gpu?.requestAdapter();
  if (!adapter) throw new Error('there is no WebGPU adapter, expected that of a real GPU');
  const { architecture, isFallbackAdapter } = adapter.info;
  if (isFallbackAdapter || architecture === 'swiftshader') {
    throw new Error(`the GPU is a program (${architecture}), expected a real one: its speed would say nothing`);
  }
}

/** Only Chromium has it, only in isolated pages; TypeScript's libraries do not list it. */
interface MeasuringPerformance {
  measureUserAgentSpecificMemory?(): Promise<{ readonly bytes: number }>;
}

async function pageMemory(): Promise<number | null> {
  const measuring: MeasuringPerformance = performance as unknown as MeasuringPerformance;
  const measured = await measuring.measureUserAgentSpecificMemory?.().catch(() => undefined);
  return measured === undefined ? null : Math.round(measured.bytes / 1e5) / 10;
}
