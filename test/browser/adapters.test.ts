// SPDX-License-Identifier: Apache-2.0
// React (in StrictMode, which mounts everything twice), Vue, the custom element, and the doors of other libraries, built by Vite, in chromium.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StaticServer, startStaticServer } from '../../cli/static-server.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import type { Detector, Pose } from '../../src/index.ts';
import { quietPages } from '../support/quiet-pages.ts';
import { makeUserProject, type UserProject } from '../support/user-project.ts';

const KINDS = ['react', 'drawn', 'vue', 'element', 'tfjs', 'mediapipe'] as const;
/** Vue asks for these on the console where a bundler does not set them. */
const VUE_FLAGS = ['__VUE_OPTIONS_API__', '__VUE_PROD_DEVTOOLS__', '__VUE_PROD_HYDRATION_MISMATCH_DETAILS__'];
/** In its development build, which alone mounts twice, it advertises its tools. */
const BY_REACT = ['react', 'drawn'];
const pages = quietPages();
const open: { project?: UserProject; server?: StaticServer; browser?: Browser } = {};

/** What the page's `main.js` keeps. */
interface Seen {
  readonly poses: readonly Pose[];
  /** How often there were people. */
  readonly calls: number;
  /** How often React rendered where it was not to render them. */
  readonly renders: number;
  readonly detectors: ReadonlySet<Detector>;
  readonly errors: readonly string[];
}

beforeAll(async () => {
  open.project = await makeUserProject('test/fixtures/adapters', ['react', 'react-dom', 'scheduler', 'vue', '@vue']);
  const { folder: root } = open.project;
  const outDir = join(root, 'dist');
  const define = Object.fromEntries(VUE_FLAGS.map((flag) => [flag, 'false']));
  await build({ root, define, configFile: false, logLevel: 'silent', build: { outDir, target: 'es2022' } });
  open.server = await startStaticServer({ root: outDir, port: 0, host: '127.0.0.1' });
  open.browser = await launchChromium();
});

afterAll(async () => {
  await open.browser?.close();
  await open.server?.close();
  await open.project?.remove();
});

async function visit(kind: string): Promise<Page> {
  if (BY_REACT.includes(kind)) pages.says(/React DevTools/);
  const page = await pages.open(open.browser!);
  await page.goto(`${open.server!.url}?${kind}`);
  return page;
}

const somebody = (page: Page) =>
  page.waitForFunction(
    () => {
      const [pose] = (globalThis as unknown as { seen?: Seen }).seen?.poses ?? [];
      return pose?.confirmed && pose;
    },
    undefined,
    { timeout: 20_000 },
  );

test.each(KINDS)('%s: people of a video, frame after frame, until it is taken away', async (kind) => {
  const page = await visit(kind);
  const pose = (await (await somebody(page)).jsonValue()) as Pose;
  expect(pose).toMatchObject({ id: 1, confirmed: true });
  expect(pose.score).toBeGreaterThan(0.6);
  const end = await page.evaluate(async () => {
    const { seen, stop } = globalThis as unknown as { seen: Seen; stop: () => void };
    const [detector] = seen.detectors;
    const before = seen.calls;
    await new Promise((resolve) => setTimeout(resolve, 300));
    const went = seen.calls - before;
    stop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const last = seen.calls;
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = await detector?.estimatePoses(new ImageData(64, 64)).catch((error) => error.code);
    const { renders, errors } = seen;
    return { went, more: seen.calls - last, asked, detectors: seen.detectors.size, errors, renders };
  });
  expect(end).toMatchObject({ more: 0, asked: 'disposed', detectors: 1, errors: [] });
  expect(end.went).toBeGreaterThan(0);
  expect(end.renders).toBeLessThan(5);
  await page.close();
});

test('a video that is paused is looked at once', async () => {
  const page = await visit('paused');
  await page.waitForFunction(() => (globalThis as unknown as { seen?: Seen }).seen?.calls);
  await page.waitForTimeout(400);
  const seen = await page.evaluate(() => {
    const { calls, poses, errors } = (globalThis as unknown as { seen: Seen }).seen;
    return { calls, people: poses.length, errors };
  });
  expect(seen).toEqual({ calls: 1, people: 1, errors: [] });
  await page.close();
});

test('the element draws over its video, where object-fit shows the people', async () => {
  const page = await visit('element');
  await somebody(page);
  const drawn = await page.evaluate(() => {
    const element = document.querySelector('pose-swarm');
    const canvas = element?.shadowRoot?.querySelector('canvas');
    const video = element?.querySelector('video');
    const place = (one: Element | null | undefined) => one?.getBoundingClientRect().toJSON();
    const { data } = canvas!.getContext('2d')!.getImageData(0, 0, canvas!.width, canvas!.height);
    return { canvas: place(canvas), video: place(video), ink: data.filter((_, i) => i % 4 === 3).some((a) => a > 200) };
  });
  expect(drawn.canvas).toEqual(drawn.video);
  expect(drawn.video).toMatchObject({ width: 300, height: 300 });
  expect(drawn.ink).toBe(true);
  await page.close();
});

test('an element of no such name is refused', async () => {
  const page = await visit('element');
  await page.waitForFunction(() => customElements.get('pose-swarm'));
  await page.close();
  const { definePoseSwarm } = await import('../../src/adapters/element.ts');
  expect(() => definePoseSwarm('poses')).toThrow(/name is "poses", expected one with a dash/);
});

/** What a page's fake of WebMCP keeps: Chromium has none without a flag. */
interface Assistant {
  tools: { name: string; execute(input: object): Promise<{ isError?: boolean; content: { text: string }[] }> }[];
}

test.each(['document', 'navigator'])(
  'webmcp: an assistant at %s.modelContext gets the tools, and loses them',
  async (home) => {
    const page = await pages.open(open.browser!);
    await page.addInitScript((where) => {
      const assistant: Assistant = { tools: [] };
      Object.assign(globalThis, { assistant });
      const context = {
        registerTool: (tool: Assistant['tools'][number]) => void assistant.tools.push(tool),
        unregisterTool(name: string) {
          assistant.tools = assistant.tools.filter((tool) => tool.name !== name);
        },
      };
      Object.defineProperty(where === 'document' ? document : navigator, 'modelContext', { value: context });
    }, home);
    pages.says(/404.*nobody-here/);
    await page.goto(`${open.server!.url}?webmcp`);
    await page.waitForFunction(() => 'offered' in globalThis);
    const found = await page.evaluate(async () => {
      const { assistant, takeBack } = globalThis as unknown as { assistant: Assistant; takeBack(): void };
      const names = assistant.tools.map(({ name }) => name);
      const detect = assistant.tools.find(({ name }) => name === 'detect_pose');
      const seen = await detect?.execute({ image: 'people.jpg' });
      const refused = await detect?.execute({ image: 'nobody-here.txt' });
      takeBack();
      return { names, seen, refused, left: assistant.tools.length };
    });
    expect(found.names).toEqual([
      'detect_pose',
      'describe_pose',
      'measure_angles',
      'compare_poses',
      'benchmark',
      'inspect_swarm',
    ]);
    expect(JSON.parse(found.seen?.content[0]?.text ?? '').people).toHaveLength(1);
    expect(found.refused).toMatchObject({ isError: true });
    expect(found.refused?.content[0]?.text).toBe(
      'decode-failed: "nobody-here.txt" cannot be read; expected the address of a picture',
    );
    expect(found.left).toBe(0);
    await page.close();
  },
);

test('webmcp: where there is no assistant nothing is offered', async () => {
  const page = await visit('webmcp');
  await page.waitForFunction(() => 'offered' in globalThis);
  expect(await page.evaluate(() => Reflect.get(globalThis, 'offered'))).toBe(false);
  await page.close();
});
