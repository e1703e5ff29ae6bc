// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PAGE_POLICY } from '../../cli/page-headers.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import { KEYPOINT_NAMES } from '../../src/pose/keypoints.ts';
import { oks, type Point } from '../../src/pose/oks.ts';
import {
  type BuiltPage,
  buildPage,
  hand,
  type ListedPose,
  listedPoses,
  shows,
  type Visit,
  type VisitOptions,
  visit,
} from '../support/built-page.ts';

const SAMPLES = fileURLToPath(new URL('../../samples/', import.meta.url));
const samples: { file: string; title: string; people: number }[] = JSON.parse(
  readFileSync(`${SAMPLES}samples.json`, 'utf8'),
);
/** The rendered people, exact. */
const truth: {
  images: { id: number; file_name: string }[];
  annotations: { image_id: number; area: number; keypoints: number[] }[];
} = JSON.parse(readFileSync(`${SAMPLES}people.json`, 'utf8'));

const open: { built?: BuiltPage; browser?: Browser } = {};
const visits: Visit[] = [];

beforeAll(async () => {
  open.built = await buildPage();
  open.browser = await launchChromium();
});

afterEach(async () => {
  for (const { close } of visits.splice(0)) await close();
});

afterAll(async () => {
  await open.browser?.close();
  await open.built?.remove();
});

async function go(options: VisitOptions = {}): Promise<Visit> {
  const made = await visit(open.browser!, open.built!, options);
  visits.push(made);
  return made;
}

function picture(file: string) {
  return { name: file, type: 'image/jpeg', bytes: new Uint8Array(readFileSync(SAMPLES + file)) };
}

/** How well the best of the listed poses fits each person of a sample, over the joints that are seen. */
function fits(file: string, poses: readonly ListedPose[]): number[] {
  const image = truth.images.find(({ file_name }) => file_name === file)!;
  return truth.annotations
    .filter(({ image_id }) => image_id === image.id)
    .map(({ area, keypoints }) => {
      const points: Point[] = KEYPOINT_NAMES.map((_, k) => ({ x: keypoints[3 * k]!, y: keypoints[3 * k + 1]! }));
      const seen = [...KEYPOINT_NAMES.keys()].filter((k) => keypoints[3 * k + 2] === 2);
      return Math.max(0, ...poses.map((pose) => oks(points, pose.keypoints, area, seen)));
    });
}

describe('the page', () => {
  test('opens isolated, without a word in the console or a request elsewhere, and says what it runs on', async () => {
    const { page, complaints, requests } = await go();
    expect(await page.title()).toBe('poseswarm');
    expect(await page.getAttribute('body', 'data-state')).toBe('ready');
    expect(await page.isVisible('#empty')).toBe(true);
    expect(await page.isVisible('#canvas')).toBe(false);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const agents = Number(await page.textContent('#agents'));
    expect(agents).toBeGreaterThanOrEqual(100);
    expect(agents).toBeLessThanOrEqual(1000);
    expect(Number(await page.textContent('#squads'))).toBeGreaterThanOrEqual(4);
    expect(await page.textContent('#tier')).toMatch(/^wasm-(relaxed-)?simd$/);
    expect(await page.isHidden('#degraded')).toBe(true);
    expect(complaints).toEqual([]);
    expect(requests.length).toBeGreaterThan(samples.length);
  });

  test.each(samples)('finds the people of $file', async ({ file, title, people }) => {
    const { page, complaints } = await go();
    await page.click(`#samples button[title="${title}"]`);
    await shows(page, title);
    const poses = await listedPoses(page);
    expect(poses.length).toBeGreaterThanOrEqual(people);
    // The photograph has no exact truth, and the person in it ends at the hips.
    if (file !== 'astronaut.jpg') {
      expect(fits(file, poses).filter((fit) => fit > 0.4).length).toBe(people);
    }
    expect(complaints).toEqual([]);
  });

  test('draws what it lists, and says how many and how fast', async () => {
    const { page, complaints } = await go();
    await page.click('#samples li:nth-child(5) button');
    await shows(page, 'Four people in the street');
    const poses = await listedPoses(page);
    expect(Number(await page.textContent('#people'))).toBe(poses.length);
    expect(await page.textContent('#status')).toMatch(/^(1 person|\d+ people) found in [\d.]+ ms\.$/);
    expect(await page.textContent('#time')).toMatch(/^[\d.]+ ms$/);

    const sure = poses.flatMap(({ keypoints }) => keypoints.filter(({ score }) => score > 0.6));
    const { inside, drawn, share } = await page.evaluate((points) => {
      const shown = document.querySelector('canvas')!;
      const { width, height } = shown;
      const image = document.querySelector<HTMLImageElement>('#samples [aria-pressed="true"] img')!;
      const plain = document.createElement('canvas');
      [plain.width, plain.height] = [width, height];
      plain.getContext('2d')!.drawImage(image, 0, 0, width, height);
      const [a, b] = [shown, plain].map((canvas) => canvas.getContext('2d')!.getImageData(0, 0, width, height).data);
      const changed = (pixel: number) => {
        const by = (channel: number) => Math.abs(a![4 * pixel + channel]! - b![4 * pixel + channel]!);
        return by(0) + by(1) + by(2) > 40;
      };
      const scale = width / image.naturalWidth;
      const places = points
        .map(({ x, y }) => [Math.floor(x * scale), Math.floor(y * scale)] as const)
        .filter(([column, row]) => column >= 0 && row >= 0 && column < width && row < height);
      let all = 0;
      for (let pixel = 0; pixel < width * height; pixel++) all += Number(changed(pixel));
      const drawn = places.filter(([column, row]) => changed(row * width + column)).length;
      return { inside: places.length, drawn, share: all / (width * height) };
    }, sure);
    // Where a keypoint is sure the canvas no longer shows the picture; elsewhere, mostly, it does.
    expect(inside).toBeGreaterThan(5);
    expect(drawn / inside).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(0.25);
    expect(complaints).toEqual([]);
  });

  test('takes a picture that is chosen, dropped or pasted, and says the same of it each time', async () => {
    const { page, complaints } = await go();
    const { name, type, bytes } = picture('waving.jpg');
    const chosen = { name, mimeType: type, buffer: Buffer.from(bytes) };
    const said: ListedPose[][] = [];
    for (const way of ['choose', 'drop', 'paste'] as const) {
      if (way === 'choose') await page.setInputFiles('#file', chosen);
      else await hand(page, way, picture('waving.jpg'));
      await shows(page, 'waving.jpg');
      said.push(await listedPoses(page));
      // Something else in between, so that an answer cannot be the one before.
      await hand(page, 'drop', picture('park.jpg'));
      await shows(page, 'park.jpg');
    }
    expect(said[0]!.length).toBeGreaterThan(0);
    expect(said[1]).toEqual(said[0]);
    expect(said[2]).toEqual(said[0]);
    expect(complaints).toEqual([]);
  });

  test('the button opens the file chooser', async () => {
    const { page } = await go();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.click('#choose')]);
    await chooser.setFiles(`${SAMPLES}waving.jpg`);
    await shows(page, 'waving.jpg');
  });
});

describe('what cannot be done is said in a sentence, and the page goes on', () => {
  const half = picture('waving.jpg').bytes.slice(0, 300);
  const files = [
    { what: 'text', file: { name: 'notes.txt', type: 'text/plain', bytes: new TextEncoder().encode('no picture') } },
    { what: 'a truncated picture', file: { name: 'half.jpg', type: 'image/jpeg', bytes: half } },
    { what: 'an empty file', file: { name: 'empty.png', type: 'image/png', bytes: new Uint8Array() } },
  ];

  test('files that are no pictures, pictures that are too small, links', async () => {
    const { page, complaints } = await go();
    for (const { file } of files) {
      await hand(page, 'drop', file);
      await page.waitForFunction((name) => document.querySelector('#problem')?.textContent?.includes(name), file.name);
      expect(await page.isVisible('#problem')).toBe(true);
      expect(await page.textContent('#problem')).toMatch(/^“.+” .+\. Choose a JPEG, PNG or WebP file\.$/);
      // Nothing is shown and nothing is said: no empty bar.
      expect(await page.evaluate(() => getComputedStyle(document.querySelector('.transport')!).opacity)).toBe('0');
    }
    const tiny = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    await hand(page, 'drop', { name: 'tiny.png', type: 'image/png', bytes: tiny });
    await page.waitForFunction(() => /1 ?[x×] ?1/.test(document.querySelector('#problem')?.textContent ?? ''));
    expect(await page.locator('#poses > li').count()).toBe(0);
    await hand(page, 'drop', undefined);
    await page.waitForFunction(() => /no picture in that/.test(document.querySelector('#problem')?.textContent ?? ''));
    await page.click('#samples li:first-child button');
    expect(await page.isHidden('#problem')).toBe(true);
    await page.waitForSelector('#poses > li');
    expect(complaints).toEqual([]);
  });

  test('weights that are missing or broken', async () => {
    for (const answer of [
      { status: 404, body: '' },
      { status: 200, body: 'not a swarm' },
    ]) {
      const { page } = await go({ before: (page) => page.route('**/*.safetensors', (route) => route.fulfill(answer)) });
      expect(await page.getAttribute('body', 'data-state')).toBe('failed');
      expect(await page.isVisible('#problem')).toBe(true);
      expect((await page.textContent('#problem'))!.length).toBeGreaterThan(30);
      expect(await page.textContent('#problem')).not.toContain('Something went wrong');
    }
  });
});

describe('any host will do', () => {
  test('works without isolation, under the policy that the page itself carries', async () => {
    const { page, complaints } = await go({ isolated: false });
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', 'content')).toBe(PAGE_POLICY);
    await page.click('#samples li:first-child button');
    await page.waitForSelector('#poses > li');
    expect(await page.textContent('#tier')).toMatch(/^wasm-/);
    expect(complaints).toEqual([]);
  });

  test('the policy is in force: a script in the page that tries to leave is stopped', async () => {
    const { page, complaints } = await go({ isolated: false });
    const error = await page.evaluate(() => fetch('https://elsewhere.example/').catch((reason) => String(reason)));
    expect(error).toContain('TypeError');
    await expect.poll(() => complaints.some((complaint) => complaint.includes('policy connect-src'))).toBe(true);
  });

  test('once loaded it needs no server: pictures from disk, and samples', async () => {
    const { page, server, complaints, requests } = await go();
    await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
    // The detector's code, weights and the offline copy come by themselves; what was still on its way would not be "loaded".
    await page.waitForLoadState('networkidle');
    await server.close();
    await page.context().setOffline(true);
    const before = requests.length;
    await page.setInputFiles('#file', `${SAMPLES}waving.jpg`);
    await shows(page, 'waving.jpg');
    expect(await page.locator('#poses > li').count()).toBeGreaterThan(0);
    await page.click('#samples li:nth-child(2) button');
    await shows(page, 'Two people walking');
    expect(requests.slice(before)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe('for everybody', () => {
  test('everything is reached and used by keyboard', async () => {
    const { page } = await go();
    const reached: string[] = [];
    const controls = ['share', 'theme', 'choose', 'webcam', 'screen'];
    for (let k = 0; k < controls.length + samples.length; k++) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate(() => document.activeElement?.id || document.activeElement?.getAttribute('title') || ''),
      );
    }
    expect(reached).toEqual([...controls, ...samples.map(({ title }) => title)]);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#poses > li');
    // Past the clips and the tabs, of which only the open one is a stop.
    while (!(await page.evaluate(() => document.activeElement?.matches('#poses summary')))) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('#poses table');
    expect(await page.locator('#poses tbody tr').count()).toBe(KEYPOINT_NAMES.length);
  });

  test('fits a phone, and a desktop, without scrolling sideways', async () => {
    for (const width of [360, 1440]) {
      const { page } = await go({ viewport: { width, height: 800 } });
      await page.click('#samples li:nth-child(5) button');
      await page.waitForSelector('#poses > li');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const box = (await page.locator('#canvas').boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.width / box.height).toBeCloseTo(4 / 3, 1);
      await page.click('#share');
      const answer = (await page.locator('#share .said').boundingBox())!;
      expect(answer.x).toBeGreaterThanOrEqual(0);
      expect(answer.x + answer.width).toBeLessThanOrEqual(width);
    }
  });

  test('is light or dark as the system is, until the user chooses', async () => {
    const { page } = await go({ colorScheme: 'dark' });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.click('#theme');
    const light = await ground();
    expect(light).not.toBe(dark);
    await page.reload();
    expect(await ground()).toBe(light);
    expect(await page.getAttribute('#theme', 'aria-label')).toBe('Change to dark colours');
  });

  test('pictures and controls have names', async () => {
    const { page } = await go();
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, input, img, canvas')]
        .filter(
          (found) => !(found.textContent?.trim() || found.getAttribute('aria-label') || found.getAttribute('alt')),
        )
        .filter((found) => !found.querySelector('img[alt]:not([alt=""])') && found.getAttribute('alt') !== '')
        .map((found) => found.outerHTML),
    );
    expect(nameless).toEqual([]);
    expect(await page.getAttribute('html', 'lang')).toBe('en');
  });
});
