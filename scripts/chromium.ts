// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';

/** Where Debian's package puts the browser; `CHROMIUM_PATH` in the environment names another one. */
export const CHROMIUM = process.env.CHROMIUM_PATH || '/usr/bin/chromium';

/** No sandbox because containers seldom allow one; nothing that a browser does on its own account. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function hasChromium(): boolean {
  return existsSync(CHROMIUM);
}

/** Starts Debian's chromium without a window. `args` are added to `CHROMIUM_ARGS`; `gpu` leaves it the GPU. The caller closes it. */
export async function launchChromium(args: readonly string[] = [], gpu = false): Promise<Browser> {
  if (!hasChromium()) throw new Error(`No browser at ${CHROMIUM}; expected Debian's: apt-get install chromium`);
  const { chromium } = await import('playwright-core');
  const usual = CHROMIUM_ARGS.filter((arg) => !(gpu && arg === '--disable-gpu'));
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: [...usual, ...args] });
}
