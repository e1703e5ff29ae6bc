// SPDX-License-Identifier: Apache-2.0
import type { Browser } from 'playwright-core';

/** A process that runs pages, the browser's own pages included. */
export interface PageProcess {
  readonly id: number;
  /** Seconds of processor time that it has taken. */
  readonly cpuTime: number;
}

export async function pageProcesses(browser: Browser): Promise<PageProcess[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer');
}

/** Seconds of processor time that all of them have taken, with all of their threads. */
export async function pagesCpuSeconds(browser: Browser): Promise<number> {
  return (await pageProcesses(browser)).reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
