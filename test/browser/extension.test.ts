// SPDX-License-Identifier: Apache-2.0
// examples/extension as Chromium loads it: under the policy of extensions, with everything it needs in its own folder.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StaticServer, startStaticServer } from '../../cli/static-server.ts';
import { CHROMIUM, CHROMIUM_ARGS } from '../../scripts/chromium.ts';
import { buildLibrary } from '../support/build-library.ts';
import { shown } from '../support/shown.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const open: { folder?: string; server?: StaticServer; context?: BrowserContext } = {};

beforeAll(async () => {
  await buildLibrary();
  open.folder = await mkdtemp(join(tmpdir(), 'poseswarm-extension-'));
  const extension = join(open.folder, 'extension');
  await cp(join(ROOT, 'examples/extension'), extension, { recursive: true });
  for (const part of ['src', 'weights', 'assets'])
    await cp(join(ROOT, 'dist', part), join(extension, 'poseswarm', part), { recursive: true });
  // A press of its button lets an extension see the tab. Nobody can press it here, so that the permission stands in for it.
  const manifest = JSON.parse(await readFile(join(extension, 'manifest.json'), 'utf8'));
  await writeFile(join(extension, 'manifest.json'), JSON.stringify({ ...manifest, host_permissions: ['<all_urls>'] }));
  open.server = await startStaticServer({ root: join(ROOT, 'samples'), port: 0, host: '127.0.0.1' });
  open.context = await chromium.launchPersistentContext(join(open.folder, 'profile'), {
    executablePath: CHROMIUM,
    headless: true,
    args: [...CHROMIUM_ARGS, `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
    ignoreDefaultArgs: ['--disable-extensions'],
  });
});

afterAll(async () => {
  await open.context?.close();
  await open.server?.close();
  if (open.folder) await rm(open.folder, { recursive: true, force: true });
});

/** The folder's number in this profile, as the page that lists extensions has it. */
async function numberOf(name: string): Promise<string | undefined> {
  const page = await open.context!.newPage();
  await page.goto('chrome://extensions');
  const found = await page.evaluate(async (wanted) => {
    interface Listed {
      readonly id: string;
      readonly name: string;
    }
    interface Developer {
      readonly developerPrivate: { getExtensionsInfo(): Promise<readonly Listed[]> };
    }
    const { chrome } = globalThis as unknown as { chrome: Developer }; // of no page but this one
    return (await chrome.developerPrivate.getExtensionsInfo()).find((listed) => listed.name === wanted)?.id;
  }, name);
  await page.close();
  return found;
}

test('it finds the people in what the tab shows, with a worker', async () => {
  const id = await numberOf('People in this tab');
  const popup = await open.context!.newPage();
  const tab = await open.context!.newPage();
  await tab.goto(`${open.server!.url}waving.jpg`);
  await tab.bringToFront();
  expect(await shown(popup, `chrome-extension://${id}/popup.html`)).toEqual({
    says: '1 people',
    workers: 1,
    complaints: [],
  });
});

test('of a page that nobody may look at it says so', async () => {
  const id = await numberOf('People in this tab');
  const popup = await open.context!.newPage();
  const tab = await open.context!.newPage();
  await tab.goto('chrome://version');
  await tab.bringToFront();
  await popup.goto(`chrome-extension://${id}/popup.html`);
  await expect
    .poll(() => popup.evaluate(() => document.querySelector('output')?.value))
    .toMatch(/^This tab cannot be looked at: /);
});
