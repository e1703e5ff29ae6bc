// SPDX-License-Identifier: Apache-2.0
// examples/phone in chromium, whose camera shows a film of somebody: as the page of an app, and as the text that React Native shows.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStaticServer } from '../../cli/static-server.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import { quietPages } from '../support/quiet-pages.ts';
import { makeUserProject, type UserProject } from '../support/user-project.ts';
import { panOver } from '../support/videos.ts';

const PICTURE = fileURLToPath(new URL('../../samples/waving.jpg', import.meta.url));
const pages = quietPages();
const open: { browser?: Browser; project?: UserProject; films?: string } = {};

beforeAll(async () => {
  open.project = await makeUserProject('examples/phone', ['esbuild']);
  const root = open.project.folder;
  await build({ root, configFile: false, logLevel: 'silent', build: { outDir: 'dist', target: 'es2022' } });
  open.films = await mkdtemp(join(tmpdir(), 'poseswarm-camera-'));
  const film = join(open.films, 'camera.mjpeg');
  await panOver(PICTURE, film, { width: 640, height: 480, fps: 10, frames: 20 });
  open.browser = await launchChromium([
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ]);
});

afterAll(async () => {
  await open.browser?.close();
  await open.project?.remove();
  if (open.films) await rm(open.films, { recursive: true });
});

/** As examples/phone/camera.js tells it. */
interface Told {
  readonly error?: string;
  readonly width: number;
  readonly height: number;
  readonly people: readonly { readonly id: number; readonly score: number; readonly keypoints: readonly number[] }[];
}

test("an app's page starts its camera at a press, and draws who is there", async () => {
  const server = await startStaticServer({ root: join(open.project!.folder, 'dist'), port: 0, host: '127.0.0.1' });
  const context = await open.browser!.newContext({ permissions: ['camera'] });
  const page = await pages.open(context);
  await page.goto(server.url);
  expect(await page.evaluate(() => document.querySelector('output')?.value)).toBe('');
  await page.click('button');
  await page.waitForFunction(() => document.querySelector('output')?.value === '1 people');
  const drawn = await page.evaluate(() => {
    const canvas = document.querySelector('canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return { width: canvas.width, opaque: data.filter((alpha, k) => k % 4 === 3 && alpha > 0).length };
  });
  expect(drawn.width).toBe(640);
  expect(drawn.opaque).toBeGreaterThan(500);
  await context.close();
  await server.close();
});

test('who refuses the camera reads why, and can press again', async () => {
  const server = await startStaticServer({ root: join(open.project!.folder, 'dist'), port: 0, host: '127.0.0.1' });
  const page = await pages.open(open.browser!);
  await page.goto(server.url);
  await page.click('button');
  await page.waitForFunction(() => document.querySelector('output')?.value.startsWith('NotAllowedError: '));
  expect(await page.isVisible('button')).toBe(true);
  await page.close();
  await server.close();
});

test("React Native's page is one text that loads nothing, and tells the app where people are", async () => {
  const folder = join(open.project!.folder, 'react-native');
  await promisify(execFile)(process.execPath, [join(folder, 'make-page.mjs')]);
  const { POSE_PAGE } = (await import(pathToFileURL(join(folder, 'pose-page.js')).href)) as { POSE_PAGE: string };
  const context = await open.browser!.newContext({ permissions: ['camera'] });
  const page = await pages.open(context);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.route('https://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: POSE_PAGE }));
  // What react-native-webview puts into its page.
  await page.addInitScript(() => {
    const told: string[] = [];
    Object.assign(globalThis, { told, ReactNativeWebView: { postMessage: (message: string) => told.push(message) } });
  });
  await page.goto('https://localhost/');
  const told = await page.waitForFunction(() => {
    const { told } = globalThis as unknown as { told: readonly string[] };
    return told.find((message) => message.includes('keypoints') || message.includes('error'));
  });
  const { error, width, height, people }: Told = JSON.parse((await told.jsonValue()) ?? '');
  expect(error).toBeUndefined();
  expect([width, height]).toEqual([640, 480]);
  expect(people).toHaveLength(1);
  expect(people[0]?.keypoints).toHaveLength(51);
  const [x = 0, y = 0, score = 0] = people[0]?.keypoints ?? []; // the nose
  expect(score).toBeGreaterThan(0.5);
  expect(x).toBeGreaterThan(0.3 * width);
  expect(x).toBeLessThan(0.7 * width);
  expect(y).toBeLessThan(0.5 * height);
  expect(requests).toEqual(['https://localhost/']);
  await context.close();
});
