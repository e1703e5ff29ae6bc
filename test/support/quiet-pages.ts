// SPDX-License-Identifier: Apache-2.0
// Pages in which nothing may be said on the console and nothing go wrong unseen.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterEach, expect } from 'vitest';

/** What Chromium says on its own account, whatever a library does. */
const CHROMIUMS_OWN: readonly RegExp[] = [
  // It asks every host for one; pages that are made up for a test have none.
  /Failed to load resource.+404.+\/favicon\.ico/,
  // Tests read canvases back, and SwiftShader, a program, tells whoever does so of the time it takes.
  /GL Driver Message \(OpenGL, Performance.+GPU stall due to ReadPixels/,
  // Whoever asks for a GPU where there is none gets null, and Chromium tells the console, too.
  /No available adapters\./,
];

export interface QuietPages {
  /** A page whose console lines and uncaught errors fail the test in which they come. */
  open(where: Browser | BrowserContext): Promise<Page>;
  /** In this test a page does say this: what it is made to do wrong, Chromium tells. */
  says(line: RegExp): void;
}

/** Called once in a test file, outside its tests. */
export function quietPages(): QuietPages {
  const complaints: string[] = [];
  const expected: RegExp[] = [];
  afterEach(() => {
    const [said, wanted] = [complaints.splice(0), expected.splice(0)];
    expect(said.filter((text) => !wanted.some((line) => line.test(text)))).toEqual([]);
    expect(wanted.filter((line) => !said.some((text) => line.test(text)))).toEqual([]);
  });
  return {
    async open(where) {
      const page = await where.newPage();
      const complain = (text: string): void => {
        if (!CHROMIUMS_OWN.some((own) => own.test(text))) complaints.push(text);
      };
      page.on('console', (message) => {
        complain(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      });
      page.on('pageerror', (error) => complain(`uncaught: ${error.message}`));
      return page;
    },
    says: (line) => void expected.push(line),
  };
}
