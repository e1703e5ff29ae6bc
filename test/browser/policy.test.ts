// SPDX-License-Identifier: Apache-2.0
// The page's policy holds back what it should, and the page itself never runs into it; nothing leaves the page.
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';
import { type BuiltPage, buildPage, hand, shows, type Visit, visit } from '../support/built-page.ts';

const open: { built?: BuiltPage; browser?: Browser } = {};
const CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

beforeAll(async () => {
  open.built = await buildPage();
  open.browser = await launchChromium(CAMERA);
});

afterAll(async () => {
  await open.browser?.close();
  await open.built?.remove();
});

const waving = {
  name: 'waving.jpg',
  type: 'image/jpeg',
  bytes: new Uint8Array(readFileSync(new URL('../../samples/waving.jpg', import.meta.url))),
};

describe.each([
  ['a header', true],
  ['its own markup, where a host sends no headers', false],
])('the policy that comes by %s', (_, isolated) => {
  const opened: { visit?: Visit } = {};
  beforeAll(async () => {
    opened.visit = await visit(open.browser!, open.built!, { isolated });
  });
  afterAll(() => opened.visit?.close());

  test.each([
    ['an inline script', 'script-src-elem', inlineScript],
    ['an inline event handler', 'script-src-attr', inlineHandler],
    ['eval', 'script-src', evaluate],
    ['a request elsewhere', 'connect-src', () => fetch('https://elsewhere.example/').catch(() => undefined)],
    ['a beacon elsewhere', 'connect-src', () => navigator.sendBeacon('https://elsewhere.example/', 'pose')],
    ['a picture from elsewhere', 'img-src', foreignPicture],
    ['a worker out of a blob', 'worker-src', () => void new Worker(URL.createObjectURL(new Blob(['1'])))],
    ['a form', 'form-action', submitForm],
  ])('forbids %s', async (_what, directive, attempt) => {
    const { page } = opened.visit!;
    const reports = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const hear = ({ effectiveDirective }: SecurityPolicyViolationEvent) => resolve(effectiveDirective);
          document.addEventListener('securitypolicyviolation', hear, { once: true });
        }),
    );
    await page.evaluate(attempt);
    expect(await reports).toBe(directive);
    expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false);
  });
});

test('only the page itself may use camera and screen, and nobody the rest', async () => {
  const { page, close } = await visit(open.browser!, open.built!);
  const response = await page.request.get(page.url());
  const permissions = response.headers()['permissions-policy'] ?? '';
  for (const name of ['camera', 'display-capture']) expect(permissions).toContain(`${name}=(self)`);
  for (const name of ['microphone', 'geolocation', 'usb']) expect(permissions).toContain(`${name}=()`);
  const refusal = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve(0),
          ({ code }) => resolve(code),
        );
      }),
  );
  expect(refusal).toBe(1); // PERMISSION_DENIED, without a question
  await close();
});

test('once the page is loaded, no use of it asks for anything', async () => {
  const { page, complaints, close } = await visit(open.browser!, open.built!, { permissions: ['camera'] });
  await page.waitForLoadState('networkidle');
  const asked: string[] = [];
  // `blob:` addresses lie in the page's own memory.
  page.on('request', (request) => {
    if (!request.url().startsWith('blob:')) asked.push(request.url());
  });
  page.on('websocket', (socket) => asked.push(socket.url()));
  await page.context().route('**/*', (route) => route.abort());
  await page.click('#samples li:first-child button');
  await shows(page, 'Waving in a room');
  await hand(page, 'drop', waving);
  await shows(page, 'waving.jpg');
  await page.click('#webcam');
  await page.waitForFunction(() => document.querySelector('#status')?.textContent?.startsWith('Webcam: '));
  await page.click('#webcam');
  expect(asked).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

function inlineScript(): void {
  const script = document.createElement('script');
  script.textContent = 'globalThis.pwned = true';
  document.head.append(script);
}

function inlineHandler(): void {
  const button = document.createElement('button');
  button.setAttribute('onclick', 'globalThis.pwned = true');
  document.body.append(button);
  button.click();
}

/** Later, because what the test itself evaluates may do so. */
function evaluate(): void {
  // biome-ignore lint/security/noGlobalEval: that it is forbidden is what the test asks
  setTimeout(() => globalThis.eval('globalThis.pwned = true'));
}

function foreignPicture(): void {
  document.body.append(Object.assign(new Image(), { src: 'https://elsewhere.example/pixel.gif' }));
}

function submitForm(): void {
  const form = Object.assign(document.createElement('form'), { action: 'https://elsewhere.example/', method: 'post' });
  document.body.append(form);
  form.submit();
}
