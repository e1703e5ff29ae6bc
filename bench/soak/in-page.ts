// SPDX-License-Identifier: Apache-2.0
// Runs inside a page of the bench's own server: a detector that works for minutes, and many that come and go.
import { createDetector, type Detector } from '../../src/index.ts';
import { swingingFrames } from '../video-frames.ts';
import type { BenchPicture } from '../workload.ts';

export interface Memory {
  /** JavaScript heap after collecting garbage, kB. */
  readonly heapKB: number;
  /** The whole page with its WebAssembly memories and workers, MB; null where the browser does not tell. */
  readonly pageMB: number | null;
}

const FRAMES = 16;
const FRAME_MS = 1000 / 30;

/** A page's soak: its detector works between the questions about memory. */
export class Soak {
  readonly #detector: Detector;
  readonly #frames: readonly BenchPicture[];
  #count = 0;

  constructor(detector: Detector, frames: readonly BenchPicture[]) {
    this.#detector = detector;
    this.#frames = frames;
  }

  /** Frames so far, after `seconds` more. */
  async work(seconds: number): Promise<number> {
    for (const end = performance.now() + 1000 * seconds; performance.now() < end; this.#count++) {
      const frame = this.#frames[this.#count % FRAMES];
      if (frame) await this.#detector.estimatePoses(frame, {}, this.#count * FRAME_MS);
      // As a page that draws: the browser has a turn after every frame.
      await new Promise((done) => setTimeout(done, 0));
    }
    return this.#count;
  }

  /** Makes and disposes detectors; every tenth looks at a picture first. */
  async cycle(count: number, workers: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const one = await createDetector({ maxPoses: 1, workers });
      const frame = this.#frames[0];
      if (i % 10 === 0 && frame) await one.estimatePoses(frame);
      one.dispose();
    }
  }

  end(): void {
    this.#detector.dispose();
  }
}

export async function openSoak(width: number, height: number): Promise<Soak> {
  const data = new Uint8Array(await (await fetch('/picture.rgba')).arrayBuffer());
  return new Soak(await createDetector({ maxPoses: 1 }), swingingFrames({ data, width, height }, FRAMES));
}

/** What the page uses, when all that can go has gone. Needs `--expose-gc`. */
export async function memoryInPage(): Promise<Memory> {
  const collect: unknown = Reflect.get(globalThis, 'gc');
  for (let i = 0; i < 4 && typeof collect === 'function'; i++) {
    collect();
    await new Promise((done) => setTimeout(done, 150));
  }
  const memory: { usedJSHeapSize?: number } = Reflect.get(performance, 'memory') ?? {};
  const measuring = performance as { measureUserAgentSpecificMemory?(): Promise<{ readonly bytes: number }> };
  const measured = await measuring.measureUserAgentSpecificMemory?.().catch(() => undefined);
  return {
    heapKB: Math.round((memory.usedJSHeapSize ?? 0) / 1000),
    pageMB: measured ? Math.round(measured.bytes / 1e5) / 10 : null,
  };
}
