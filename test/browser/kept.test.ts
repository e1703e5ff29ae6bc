// SPDX-License-Identifier: Apache-2.0
// What the page keeps between visits: sealed, and gone when it is wiped.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';
import { type BuiltPage, buildPage, shows, visit } from '../support/built-page.ts';

const open: { built?: BuiltPage; browser?: Browser } = {};

beforeAll(async () => {
  open.built = await buildPage();
  open.browser = await launchChromium();
});

afterAll(async () => {
  await open.browser?.close();
  await open.built?.remove();
});

/** Opens the page again, as the next visit does: without anything behind the #. */
async function again(page: Page, url: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(url);
  await page.waitForFunction(() => document.body.dataset.state === 'ready');
  await page.click('#tab-settings');
}

const said = (page: Page, words: string) =>
  page.waitForFunction((text) => document.querySelector('#kept-status')?.textContent === text, words);

test('settings and recordings come back with the next visit, and are gone after a wipe', async () => {
  const { page, server, complaints, close } = await visit(open.browser!, open.built!);
  await page.click('#samples li:first-child button');
  await shows(page, 'Waving in a room');
  await page.click('#tab-settings');
  await page.check('input[name="boxes"]');
  await page.click('#keep');
  await said(page, 'Kept.');

  await again(page, server.url);
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[name="boxes"]')?.checked);
  await page.waitForSelector('.kept-recording');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('.kept-recording button')]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk as Uint8Array));
  const recording = JSON.parse(Buffer.concat(chunks).toString());
  expect(recording.frames[0].poses[0].keypoints).toHaveLength(17);

  await page.click('#wipe');
  await said(page, 'Everything on this device is gone.');
  expect(await page.isChecked('input[name="boxes"]')).toBe(false);
  expect(await page.locator('.kept-recording').count()).toBe(0);
  await again(page, server.url);
  expect(await page.isChecked('input[name="boxes"]')).toBe(false);
  expect(await page.locator('.kept-recording').count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});

test('an address that brings settings is believed, not what was kept', async () => {
  const { page, server, close } = await visit(open.browser!, open.built!);
  await page.click('#tab-settings');
  await page.check('input[name="boxes"]');
  await again(page, `${server.url}#angles=true`);
  expect(await page.isChecked('input[name="boxes"]')).toBe(false);
  expect(await page.isChecked('input[name="angles"]')).toBe(true);
  await close();
});
