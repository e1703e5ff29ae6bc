// SPDX-License-Identifier: Apache-2.0
// What a user's page shows that says how many people it has found, as those in examples/ do.
import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';

export interface Shown {
  /** What the page says at last. */
  readonly says: string | undefined;
  readonly workers: number;
  readonly complaints: string[];
}

/** Opens an address in a page, and closes the page when it has found people and started a worker, or has not done so in time. */
export async function shown(page: Page, url: string): Promise<Shown> {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  await page.goto(url);
  const done = (): boolean => document.querySelector('output')?.value.includes('people') ?? false;
  await page.waitForFunction(done, undefined, { timeout: 20_000 }).catch(() => undefined);
  const says = await page.evaluate(() => document.querySelector('output')?.value);
  // Workers start after the first pose.
  const hasWorker = (): boolean => page.workers().length > 0;
  await vi.waitFor(() => expect(hasWorker()).toBe(true), 10_000).catch(() => undefined);
  const workers = page.workers().length;
  await page.close();
  return { says, workers, complaints };
}
