// SPDX-License-Identifier: Apache-2.0
// Tier webgpu of the built library in chromium: drills reach the GPU's copies, and whatever the GPU does every picture is answered.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodePicture } from '../../../cli/images/decode.ts';
import { type StaticServer, startStaticServer, type VirtualFile } from '../../../cli/static-server.ts';
import { launchChromium } from '../../../scripts/chromium.ts';
import { buildLibrary } from '../../support/build-library.ts';
import { quietPages } from '../../support/quiet-pages.ts';
import { SOFTWARE_GPU } from '../../support/software-gpu.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const pages = quietPages();
let browser: Browser;
let server: StaticServer;

beforeAll(async () => {
  await buildLibrary();
  const picture = await decodePicture(join(ROOT, 'samples/astronaut.jpg'));
  const virtual = new Map<string, VirtualFile>([
    ['/blank.html', { type: 'text/html; charset=utf-8', body: '<!doctype html><title>gpu</title>' }],
    ['/scene.js', { type: 'text/javascript', body: SCENE }],
    ['/picture.rgba', { type: 'application/octet-stream', body: picture.data }],
  ]);
  server = await startStaticServer({ root: join(ROOT, 'dist'), port: 0, host: '127.0.0.1', virtual });
  browser = await launchChromium(SOFTWARE_GPU);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** What every page does first, as text: it is compiled nowhere, and the library comes from the server. */
const SCENE = `
import { createDetector } from '/src/index.js';
const data = new Uint8Array(await (await fetch('/picture.rgba')).arrayBuffer());
const box = { xMin: 0, yMin: 0, xMax: 420, yMax: 512, width: 420, height: 512 };
export const devices = [];
/** Lets the device pass, or changes it, before the detector gets it. */
export function meet(change = () => undefined) {
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function () {
    const device = await requestDevice.call(this);
    change(device);
    devices.push(device);
    return device;
  };
}
export async function open(tier) {
  const detector = await createDetector({ tier });
  const events = [];
  detector.on('degraded', ({ code }) => events.push(code));
  detector.on('fault', ({ squad }) => events.push('fault ' + squad));
  detector.on('recovery', ({ squad, recovered }) => events.push((recovered ? 'recovered ' : 'lost ') + squad));
  const look = () => detector.estimatePoses({ data, width: 512, height: 512 }, { boxes: [box] });
  return { detector, events, look };
}
export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** How far the furthest keypoints of the two are apart, px; scores count a hundredfold. */
export function apart(one, other) {
  const differences = one[0].keypoints.map((a, k) => {
    const b = other[0].keypoints[k];
    return Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y), 100 * Math.abs(a.score - b.score));
  });
  return differences.includes(NaN) ? Infinity : Math.max(...differences);
}
`;

/** Runs `body` in a fresh page, with all that the scene exports. */
async function inPage<Result>(body: string, where = browser): Promise<Result> {
  const page = await pages.open(where);
  await page.goto(`${server.url}blank.html`);
  const script = `import('/scene.js').then(async ({ open, meet, devices, wait, apart }) => { ${body} })`;
  const result = (await page.evaluate(script)) as Result;
  await page.close();
  return result;
}

test('agents that are silenced, damaged and restored are so on the GPU, too', async () => {
  const result = await inPage<
    Record<'whole' | 'silenced' | 'effect' | 'mended', number> & { tier: string; events: string[] }
  >(`
    const [there, here] = [await open('webgpu'), await open('wasm-simd')];
    const before = await there.look();
    const whole = apart(before, await here.look());
    for (const { detector } of [there, here]) for (const k of [0, 1]) detector.agents.silence('squad-0/stem/' + k);
    const changed = await there.look();
    const silenced = apart(changed, await here.look());
    const effect = apart(changed, before);
    for (const { detector } of [there, here]) detector.agents.restore('squad-0');
    there.detector.agents.corrupt('squad-1');
    await there.look();
    for (let i = 0; i < 40 && !there.events.includes('recovered squad-1'); i++) {
      await wait(100);
      await there.look();
    }
    there.detector.agents.restore('squad-1');
    const mended = apart(await there.look(), before);
    return { whole, silenced, effect, mended, tier: there.detector.info.tier, events: there.events };
  `);
  expect(result.whole).toBeLessThan(0.05);
  expect(result.effect).toBeGreaterThan(0.1);
  expect(result.silenced).toBeLessThan(0.05);
  expect(result.mended).toBeLessThan(0.05);
  expect(result.tier).toBe('webgpu');
  expect(result.events).toEqual(expect.arrayContaining(['fault squad-1', 'recovered squad-1']));
  expect(result.events).not.toContain('no-webgpu');
}, 120_000);

test('a device that is destroyed while it works on a picture: the picture is answered, and those after it', async () => {
  const result = await inPage<{ tiers: string[]; apart: number[]; events: string[]; degraded: string[] }>(`
    meet();
    const [there, here] = [await open('webgpu'), await open()];
    const right = await here.look();
    const tiers = [there.detector.info.tier];
    const first = await there.look();
    const pending = there.look();
    await wait(5);
    devices[0].destroy();
    const second = await pending;
    const third = await there.look();
    tiers.push(there.detector.info.tier);
    return {
      tiers, events: there.events, degraded: there.detector.info.degraded.map(({ message }) => message),
      apart: [first, second, third].map((poses) => apart(poses, right)),
    };
  `);
  expect(result.tiers).toEqual(['webgpu', 'wasm-relaxed-simd']);
  for (const difference of result.apart) expect(difference).toBeLessThan(0.05);
  expect(result.events).toEqual(['no-webgpu']);
  expect(result.degraded).toEqual([
    expect.stringMatching(/(was lost|no longer answers): .+: the squads run on tier wasm-relaxed-simd$/),
  ]);
}, 120_000);

test('a device that is destroyed between two pictures is told at once', async () => {
  const result = await inPage<{ events: string[]; apart: number }>(`
    meet();
    const [there, here] = [await open('webgpu'), await open()];
    devices[0].destroy();
    await wait(50);
    const events = [...there.events];
    return { events, apart: apart(await there.look(), await here.look()) };
  `);
  expect(result.events).toEqual(['no-webgpu']);
  expect(result.apart).toBeLessThan(0.001);
}, 120_000);

test('a GPU that does not answer is not waited for', async () => {
  const result = await inPage<{ events: string[]; degraded: string[]; apart: number }>(`
    const [there, here] = [await open('webgpu'), await open()];
    GPUBuffer.prototype.mapAsync = () => new Promise(() => undefined);
    const difference = apart(await there.look(), await here.look());
    return {
      events: there.events, apart: difference, degraded: there.detector.info.degraded.map(({ message }) => message),
    };
  `);
  expect(result.events).toEqual(['no-webgpu']);
  expect(result.degraded).toEqual([expect.stringMatching(/no answer within \d+ ms/)]);
  expect(result.apart).toBeLessThan(0.001);
}, 120_000);

test('a GPU that gives other answers than WebAssembly is not used, which is told', async () => {
  const result = await inPage<{ tier: string; degraded: string[]; apart: number }>(`
    meet((device) => {
      const create = device.createShaderModule.bind(device);
      device.createShaderModule = ({ code }) => create({ code: code.replace('let off = moment / mass;', 'let off = moment;') });
    });
    const [there, here] = [await open('webgpu'), await open()];
    return {
      tier: there.detector.info.tier, degraded: there.detector.info.degraded.map(({ message }) => message),
      apart: apart(await there.look(), await here.look()),
    };
  `);
  expect(result.tier).toBe('wasm-relaxed-simd');
  expect(result.degraded).toEqual([expect.stringMatching(/squad-0 gives another answer there than here/)]);
  expect(result.apart).toBeLessThan(0.001);
}, 120_000);

test('shaders that do not compile, buffers that are too small, and a browser without WebGPU are told, too', async () => {
  const body = `
    const { detector, look } = await open('webgpu');
    const poses = await look();
    return [detector.info.tier, poses.length, ...detector.info.degraded.map(({ code }) => code)];`;
  const spoilt = `meet((device) => {
    const create = device.createShaderModule.bind(device);
    device.createShaderModule = ({ code }) => create({ code: code + 'nonsense' });
  });`;
  pages.says(/Error while parsing WGSL.+unexpected token\s+nonsense/);
  expect(await inPage(spoilt + body)).toEqual(['wasm-relaxed-simd', 1, 'no-webgpu']);
  const small = `meet((device) => {
    Object.defineProperty(device, 'limits', { value: { maxStorageBufferBindingSize: 1e6, maxBufferSize: 1e6 } });
  });`;
  expect(await inPage(small + body)).toEqual(['wasm-relaxed-simd', 1, 'no-webgpu']);
  const plain = await launchChromium();
  expect(await inPage(body, plain)).toEqual(['wasm-relaxed-simd', 1, 'no-webgpu']);
  await plain.close();
}, 120_000);

test('who does not ask for the GPU does not load its code', async () => {
  const names = `performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1))`;
  const load = (tier: string) => inPage<string[]>(`await open(${tier}); return ${names};`);
  const without = await load('');
  expect(without.filter((name) => /gpu-crew|shaders|pipelines/.test(name))).toEqual([]);
  expect(await load(`'webgpu'`)).toEqual(expect.arrayContaining(['gpu-crew.js', 'shaders.js', 'pipelines.js']));
}, 120_000);
