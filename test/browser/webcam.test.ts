// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';
import { type BuiltPage, buildPage, shows, visit } from '../support/built-page.ts';

const open: { built?: BuiltPage; browser?: Browser } = {};

beforeAll(async () => {
  open.built = await buildPage();
  open.browser = await launchChromium(['--use-fake-device-for-media-stream']);
});

afterAll(async () => {
  await open.browser?.close();
  await open.built?.remove();
});

test('the webcam is analysed frame after frame, shown as in a mirror, and switched off again', async () => {
  const { page, complaints, close } = await visit(open.browser!, open.built!, { permissions: ['camera'] });
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await original(constraints);
      Object.assign(globalThis, { stream });
      return stream;
    };
  });
  await page.click('#webcam');
  await page.waitForFunction(() => document.querySelector('#status')?.textContent?.startsWith('Webcam: '));
  expect(await page.getAttribute('body', 'data-state')).toBe('camera');
  expect(await page.getAttribute('#webcam', 'aria-pressed')).toBe('true');
  expect(await page.textContent('#time')).toMatch(/^[\d.]+ ms$/);
  expect(await page.getAttribute('#canvas', 'aria-label')).toMatch(/^Webcam: /);
  expect(Number(await page.textContent('#people'))).toBe(await page.locator('#poses > li').count());

  const changing = () => page.evaluate(() => document.querySelector('canvas')!.toDataURL());
  const first = await changing();
  await expect.poll(changing, { timeout: 20_000 }).not.toBe(first);

  // Chromium's test picture has a clock at its upper left; a mirror has it at the right, written backwards.
  const contrast = await page.evaluate(() => {
    const canvas = document.querySelector('canvas')!;
    const width = canvas.width;
    const { data } = canvas.getContext('2d')!.getImageData(0, canvas.height * 0.02, width, canvas.height * 0.1);
    const green = data.filter((_, k) => k % 4 === 1);
    const variance = (from: number, to: number) => {
      const part = [...green].filter((_, k) => k % width >= from * width && k % width < to * width);
      const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
      return part.reduce((sum, value) => sum + (value - mean) ** 2, 0) / part.length;
    };
    return { left: variance(0.1, 0.35), right: variance(0.65, 0.9) };
  });
  expect(contrast.right).toBeGreaterThan(contrast.left + 100);

  await page.click('#webcam');
  await page.waitForFunction(() => {
    const { stream } = globalThis as unknown as { stream: MediaStream };
    return stream.getTracks().every(({ readyState }) => readyState === 'ended');
  });
  expect(await page.textContent('#status')).toBe('The webcam is off.');
  expect(complaints).toEqual([]);
  await close();
});

test('a camera that looks away from the user is not mirrored; choosing a sample ends it', async () => {
  const { page, complaints, close } = await visit(open.browser!, open.built!, { permissions: ['camera'] });
  await page.evaluate(() => {
    const { getSettings } = MediaStreamTrack.prototype;
    MediaStreamTrack.prototype.getSettings = function () {
      return { ...getSettings.call(this), facingMode: 'environment' };
    };
  });
  await page.click('#webcam');
  await page.waitForFunction(() => document.querySelector('#status')?.textContent?.startsWith('Webcam: '));
  expect(await page.getAttribute('#mirror', 'aria-pressed')).toBe('false');
  await page.click('#samples li:first-child button');
  await shows(page, 'Waving in a room');
  expect(await page.getAttribute('#webcam', 'aria-pressed')).toBe('false');
  expect(await page.getAttribute('body', 'data-state')).toBe('ready');
  expect(complaints).toEqual([]);
  await close();
});

test('a webcam that is not allowed, and none at all, are said in a sentence', async () => {
  const denied = await visit(open.browser!, open.built!, { permissions: [] });
  await denied.page.click('#webcam');
  await denied.page.waitForSelector('#problem:not([hidden])');
  expect(await denied.page.textContent('#problem')).toMatch(/^The webcam was not allowed\./);
  expect(await denied.page.getAttribute('body', 'data-state')).toBe('ready');
  await denied.close();

  const none = await launchChromium();
  const without = await visit(none, open.built!, { permissions: ['camera'] });
  await without.page.click('#webcam');
  await without.page.waitForSelector('#problem:not([hidden])');
  expect(await without.page.textContent('#problem')).toBe('No webcam was found on this device.');
  await without.close();
  await none.close();
});

test.each([
  ['straight into the detector’s worker', true],
  ['by the page, where the browser gives no stream of frames', false],
] as const)('a webcam’s frames come %s', async (_, straight) => {
  const { page, complaints, close } = await visit(open.browser!, open.built!, {
    permissions: ['camera'],
    before: (page) =>
      page.addInitScript((gives) => {
        if (!gives) Reflect.deleteProperty(globalThis, 'MediaStreamTrackProcessor');
        const counts = { taken: 0 };
        const { requestVideoFrameCallback } = HTMLVideoElement.prototype;
        HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
          counts.taken++;
          return requestVideoFrameCallback.call(this, callback);
        };
        Object.assign(globalThis, { counts });
      }, straight),
  });
  await page.click('#webcam');
  await page.waitForFunction(() => document.querySelector('#status')?.textContent?.startsWith('Webcam: '));
  const picture = () => page.evaluate(() => document.querySelector('canvas')!.toDataURL());
  const first = await picture();
  await expect.poll(picture, { timeout: 20_000 }).not.toBe(first);
  const taken = await page.evaluate(() => (globalThis as unknown as { counts: { taken: number } }).counts.taken);
  if (straight) expect(taken).toBe(0);
  else expect(taken).toBeGreaterThan(1);
  // Another source takes over, and the webcam again after it.
  await page.click('#samples li:first-child button');
  await shows(page, 'Waving in a room');
  await page.click('#webcam');
  await page.waitForFunction(() => document.querySelector('#status')?.textContent?.startsWith('Webcam: '));
  await page.click('#webcam');
  expect(await page.textContent('#status')).toBe('The webcam is off.');
  expect(complaints).toEqual([]);
  await close();
});

test('one of several webcams is chosen, and a screen is watched as a webcam is', async () => {
  const several = await launchChromium(['--use-fake-device-for-media-stream=device-count=2']);
  const { page, complaints, close } = await visit(several, open.built!, { permissions: ['camera'] });
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    const asked: unknown[] = [];
    mediaDevices.getUserMedia = (constraints) => {
      const video = constraints?.video;
      asked.push(typeof video === 'object' ? video.deviceId : undefined);
      return original(constraints);
    };
    // Without a screen there is none to share: its stream is that of a webcam.
    mediaDevices.getDisplayMedia = () => original({ video: true });
    Object.assign(globalThis, { asked });
  });
  const says = (words: string) =>
    page.waitForFunction((start) => document.querySelector('#status')?.textContent?.startsWith(start), words);
  await page.click('#webcam');
  await says('Webcam: ');
  await page.waitForSelector('#cameras');
  const ids = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLOptionElement>('#cameras option')].map(({ value }) => value),
  );
  expect(new Set(ids).size).toBe(2);
  await page.selectOption('#cameras', ids[1]!);
  await says('Webcam: ');
  expect(await page.evaluate(() => (globalThis as unknown as { asked: unknown[] }).asked.at(-1))).toEqual({
    exact: ids[1],
  });
  await page.click('#screen');
  await says('Screen: ');
  expect(await page.getAttribute('body', 'data-state')).toBe('screen');
  expect(await page.getAttribute('#screen', 'aria-pressed')).toBe('true');
  await page.click('#screen');
  expect(await page.textContent('#status')).toBe('The screen is no longer shared.');
  expect(complaints).toEqual([]);
  await close();
  await several.close();
});

test('Share copies a link with the settings, and a pose in space is saved as BVH', async () => {
  const { page, complaints, close } = await visit(open.browser!, open.built!, {
    permissions: ['clipboard-write', 'camera'],
  });
  await page.evaluate(() => {
    const copied: string[] = [];
    navigator.clipboard.writeText = async (text) => void copied.push(text);
    Object.assign(globalThis, { copied });
    location.assign('#boxes=true');
  });
  await page.click('#share');
  const copied = await page.evaluate(() => (globalThis as unknown as { copied: string[] }).copied);
  expect(copied).toEqual([await page.evaluate(() => location.href)]);
  expect(copied[0]).toMatch(/#boxes=true$/);
  await page.click('#samples li:first-child button');
  await shows(page, 'Waving in a room');
  await page.click('summary[aria-label=Save]');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-format=bvh]')]);
  expect(download.suggestedFilename()).toMatch(/\.bvh$/);
  expect(readFileSync(await download.path(), 'utf8')).toMatch(/^HIERARCHY\s+ROOT /);
  expect(complaints).toEqual([]);
  await close();
});
