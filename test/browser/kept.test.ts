// SPDX-License-Identifier: Apache-2.0
// What the page keeps between visits: sealed, and gone when it is wiped.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { pageInChromium, shows, visit } from '../support/built-page.ts';

const WAVING = readFileSync(new URL('../../samples/waving.jpg', import.meta.url));
const LONG_NAME = `${'a'.repeat(220)}.jpg`;
const open = pageInChromium();

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

  // Another tab removes one: this one hands out no empty file, and its list is the vault's again.
  await page.click('#keep');
  await said(page, 'There are no poses to keep yet.');
  const other = await page.context().newPage();
  await again(other, server.url);
  await other.click('.kept-recording button:has-text("Remove")');
  expect(await other.locator('.kept-recording').count()).toBe(1);
  await other.click('.kept-recording button:has-text("Really remove")');
  await said(other, 'Removed.');
  await other.close();
  await page.click('.kept-recording button:has-text("Save")');
  await said(page, 'This recording is no longer kept on this device.');
  expect(await page.locator('.kept-recording').count()).toBe(0);

  // Two in one moment are two, and none is wider than the page, however long its name.
  await page.setInputFiles('#file', { name: LONG_NAME, mimeType: 'image/jpeg', buffer: WAVING });
  await shows(page, LONG_NAME);
  await page.evaluate(() => {
    for (let k = 0; k < 2; k++) document.querySelector<HTMLButtonElement>('#keep')?.click();
  });
  await expect.poll(() => page.locator('.kept-recording').count()).toBe(2);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280);

  await page.evaluate(() => localStorage.setItem('another-app', 'precious'));
  await page.click('#theme');
  // A double click is one press: it goes on asking.
  await page.dblclick('#wipe');
  expect(await page.textContent('#wipe')).toMatch(/^Press again/);
  expect(await page.locator('.kept-recording').count()).toBe(2);
  await page.click('#wipe');
  await said(page, 'Everything on this device is gone.');
  expect(await page.isChecked('input[name="boxes"]')).toBe(false);
  expect(await page.locator('.kept-recording').count()).toBe(0);
  // What others keep at this origin is theirs.
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['another-app']);
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
