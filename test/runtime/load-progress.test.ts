// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { createDetector } from '../../src/detector.ts';
import { loadBytes } from '../../src/runtime/assets.ts';
import { type LoadProgress, watchFiles } from '../../src/runtime/load-progress.ts';

test('bytes of all files add up; their total is known when the size of each is', () => {
  const heard: LoadProgress[] = [];
  const watch = watchFiles((progress) => heard.push(progress));
  const [weights, kernels] = [watch(), watch()];
  weights.isToHave(100);
  weights.has(30);
  kernels.isToHave(10);
  kernels.has(10);
  weights.has(100);
  expect(heard).toEqual([
    { loadedBytes: 30, totalBytes: undefined },
    { loadedBytes: 40, totalBytes: 110 },
    { loadedBytes: 110, totalBytes: 110 },
  ]);
});

test('a file that comes over the net is told of piece by piece, its size when it is not packed', async () => {
  const piece = new Uint8Array(50_000);
  const server = createServer((request, response) => {
    if (request.url === '/sized') response.setHeader('content-length', 2 * piece.byteLength);
    response.write(piece, () => setTimeout(() => response.end(piece), 20));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const [path, totalBytes] of [['sized', 100_000] as const, ['streamed', undefined] as const]) {
    const heard: LoadProgress[] = [];
    await loadBytes(`${origin}/${path}`, 'the file', 'bad-weights', watchFiles((progress) => heard.push(progress))());
    expect(heard.length).toBeGreaterThan(1);
    expect(heard.map((progress) => progress.totalBytes)).toEqual(heard.map(() => totalBytes));
    const loaded = heard.map((progress) => progress.loadedBytes);
    expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
    expect(loaded.at(-1)).toBe(100_000);
  }
  server.close();
});

test('a detector tells how far its files have come, to the end', async () => {
  const heard: LoadProgress[] = [];
  const detector = await createDetector({ onProgress: (progress) => heard.push(progress) });
  const last = heard.at(-1);
  expect(last?.loadedBytes).toBeGreaterThan(detector.info.weightsBytes); // the kernels', too
  expect(last?.totalBytes).toBe(last?.loadedBytes);
  detector.dispose();
});

test('what the listener throws is its own', async () => {
  const report = vi.fn();
  vi.stubGlobal('reportError', report);
  const error = new Error('no bar to move');
  const detector = await createDetector({
    onProgress() {
      throw error;
    },
  });
  expect(report).toHaveBeenCalledWith(error);
  detector.dispose();
  vi.unstubAllGlobals();
});

test('a listener that is none is refused', async () => {
  const slip = 'bar' as unknown as () => void; // what plain JavaScript may pass
  await expect(createDetector({ onProgress: slip })).rejects.toMatchObject({
    code: 'bad-option',
    message: 'onProgress is "bar", expected a function',
  });
});
