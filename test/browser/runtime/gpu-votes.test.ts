// SPDX-License-Identifier: Apache-2.0
// Every squad's votes from WebGPU beside those from WebAssembly, in chromium, whose GPU is a program here (SwiftShader): whether
// they are right is tested, how fast they come is not.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodePicture } from '../../../cli/images/decode.ts';
import { type StaticServer, startStaticServer, type VirtualFile } from '../../../cli/static-server.ts';
import { launchChromium } from '../../../scripts/chromium.ts';
import { noisePicture } from '../../support/detectors.ts';
import { quietPages } from '../../support/quiet-pages.ts';
import { addFocus, type Draft, draftSwarm, encodeDraft } from '../../support/random-swarm.ts';
import { SOFTWARE_GPU } from '../../support/software-gpu.ts';
import type * as InPage from './gpu-in-page.ts';

declare global {
  /** What the bundle of gpu-in-page.ts leaves in the page. */
  var gpuPage: typeof InPage;
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const pages = quietPages();
const open: { browser?: Browser; page?: Page; server?: StaticServer } = {};

/** People as `samples/people.json` has them, and the one of the photograph. */
const PHOTOGRAPH = { name: 'astronaut', boxes: [[0, 0, 420, 512]] } as const;
const RENDERED = ['waving', 'stretching', 'street'] as const;

async function boxesOf(name: string): Promise<InPage.Picture['boxes']> {
  const file = JSON.parse(await readFile(join(ROOT, 'samples/people.json'), 'utf8'));
  const image = file.images.find((one: { file_name: string }) => one.file_name === `${name}.jpg`);
  const people = file.annotations.filter((one: { image_id: number }) => one.image_id === image.id);
  return people.map((one: { bbox: [number, number, number, number] }) => one.bbox).slice(0, 2);
}

const raw = (body: Uint8Array): VirtualFile => ({ type: 'application/octet-stream', body });
const pictures: InPage.Picture[] = [];
const noise = {
  url: '/noise.rgba',
  width: 200,
  height: 160,
  boxes: [
    [20, 10, 90, 140],
    [-30, 60, 60, 120],
  ],
} as const;

beforeAll(async () => {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL('gpu-in-page.ts', import.meta.url)),
        formats: ['iife'],
        name: 'gpuPage',
      },
    },
  });
  const outputs = Array.isArray(built) ? built : [built];
  const chunk = outputs.flatMap((output) => ('output' in output ? output.output : [])).find((o) => o.type === 'chunk');
  if (chunk === undefined) throw new Error('the bundle of gpu-in-page.ts is empty');
  const virtual = new Map<string, VirtualFile>([
    [
      '/',
      { type: 'text/html; charset=utf-8', body: '<!doctype html><title>gpu</title><script src="/gpu.js"></script>' },
    ],
    ['/gpu.js', { type: 'text/javascript', body: chunk.code }],
    ['/kernels.wasm', raw(await readFile(join(ROOT, 'assets/kernels.wasm')))],
    ['/swarm.safetensors', raw(await readFile(join(ROOT, 'weights/swarm.safetensors')))],
    ['/random.safetensors', raw(encodeDraft(draftSwarm(5)))],
    ['/mixed.safetensors', raw(encodeDraft(mixedSwarm()))],
    ['/noise.rgba', raw(noisePicture(noise.width, noise.height).data)],
  ]);
  for (const name of [PHOTOGRAPH.name, ...RENDERED]) {
    const { data, width, height } = await decodePicture(join(ROOT, `samples/${name}.jpg`));
    const boxes = name === PHOTOGRAPH.name ? PHOTOGRAPH.boxes : await boxesOf(name);
    virtual.set(`/${name}.rgba`, raw(data));
    pictures.push({ url: `/${name}.rgba`, width, height, boxes });
  }
  open.server = await startStaticServer({ root: join(ROOT, 'assets'), port: 0, host: '127.0.0.1', virtual });
  open.browser = await launchChromium(SOFTWARE_GPU);
  open.page = await pages.open(open.browser);
  await open.page.goto(open.server.url);
});

afterAll(async () => {
  await open.browser?.close();
  await open.server?.close();
});

/** A squad with a smaller input, and one that has a layer which no shader does. */
function mixedSwarm(): Draft {
  const draft = draftSwarm(6);
  Object.assign(draft.graph.programs[1]!, { input: { width: 48, height: 80 } });
  addFocus(draft, 'squad-2');
  return draft;
}

async function compare(weights: string, shown: readonly InPage.Picture[]): Promise<InPage.Outcome> {
  return open.page!.evaluate(([file, some]) => gpuPage.compareVotes(file, some), [weights, shown] as const);
}

test.each([1, 2])(
  'every shader gives what its scalar twin gives (seed %i)',
  async (seed) => {
    const compared = await open.page!.evaluate((number) => gpuPage.compareShaders(number), seed);
    expect(compared.length).toBeGreaterThan(12);
    for (const { name, numbers, difference } of compared) {
      expect(numbers, name).toBeGreaterThan(100);
      expect(difference, name).toBeLessThan(1e-5);
    }
  },
  120_000,
);

describe('the votes of every squad, from the GPU and from here, are the same', () => {
  test('about people in real and rendered pictures, with the swarm that comes along', async () => {
    const { comparisons, problems, passes, submissions } = await compare('/swarm.safetensors', pictures);
    expect(problems).toEqual([]);
    expect(comparisons).toHaveLength(pictures.length * 4);
    for (const { place, confidence, votes, sure } of comparisons) {
      expect(votes).toBeGreaterThanOrEqual(17);
      expect(place).toBeLessThan(0.01);
      expect(confidence).toBeLessThan(0.001);
      expect(sure).toBeGreaterThan(0.3);
    }
    // Three squads' looks at both people went in one pass and one submission, and then those from near.
    expect([passes, submissions]).toEqual([2, 2]);
    const most = Math.max(...comparisons.map(({ place }) => place));
    console.info(`votes from SwiftShader and from WebAssembly are at most ${most} px apart`);
  }, 240_000);

  test('about noise, with random weights', async () => {
    // Nine people are more looks than one submission takes.
    const crowd = { ...noise, boxes: Array.from({ length: 9 }, (_, i) => [i * 9, 10, 90, 120 + i * 2] as const) };
    const { comparisons, problems, submissions } = await compare('/random.safetensors', [crowd]);
    expect(problems).toEqual([]);
    expect(submissions).toBe(2);
    expect(comparisons).toHaveLength(4);
    for (const { place, confidence } of comparisons) {
      expect(place).toBeLessThan(0.01);
      expect(confidence).toBeLessThan(0.001);
    }
  }, 240_000);

  test('where squads are not built alike, and one of them has to stay here', async () => {
    const { comparisons, problems, passes, submissions } = await compare('/mixed.safetensors', [noise]);
    expect(problems).toEqual([]);
    expect(comparisons).toHaveLength(4);
    for (const { place, confidence } of comparisons) {
      expect(place).toBeLessThan(0.01);
      expect(confidence).toBeLessThan(0.001);
    }
    expect([passes, submissions]).toEqual([2, 1]);
  }, 240_000);
});
