// SPDX-License-Identifier: Apache-2.0
// MoveNet MultiPose and its own tracker on a video, in Chromium on tfjs-wasm, written as `poseswarm video` writes tracks:
//   npx tsx bench/run-video-peers.ts VIDEO TRACKS.json [SIDE]
// SIDE is the longer side of what the network sees, px (default 256, as in its package). Its packages are installed first.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStaticServer } from '../cli/static-server.ts';
import { decodeVideo, probeVideo } from '../cli/video/ffmpeg.ts';
import { launchChromium } from '../scripts/chromium.ts';
import { boxOf } from '../src/pose/box.ts';
import type { Keypoint, Pose } from '../src/pose/pose.ts';
import type { RecordFrame, Recording } from '../src/record/index.ts';
import { toJson } from '../src/record/index.ts';
import { buildPeersPage, copyPeerModels, installPeers } from './peers.ts';

/** What their library says of a person: the box in shares of the picture, keypoints in px. */
interface TheirPose {
  readonly id: number;
  readonly score: number;
  readonly box: { readonly xMin: number; readonly yMin: number; readonly xMax: number; readonly yMax: number };
  readonly keypoints: readonly Pick<Keypoint, 'x' | 'y' | 'score' | 'name'>[];
}

const [file, out, side = '256'] = process.argv.slice(2);
if (file === undefined || out === undefined) throw new Error('Expected VIDEO TRACKS.json [SIDE].');
await installPeers();
const folder = await mkdtemp(join(tmpdir(), 'poseswarm-peers-'));
try {
  await buildPeersPage('multi-pose.mjs', folder);
  await copyPeerModels(['movenet-multipose'], folder);
  await writeFile(out, toJson(await follow(file, Number(side))));
} finally {
  await rm(folder, { recursive: true });
}

async function follow(video: string, most: number): Promise<Recording> {
  const info = await probeVideo(video);
  const { width, height, fps } = info;
  const blank = { type: 'text/html; charset=utf-8', body: '<!doctype html><title>peers</title>' };
  const server = await startStaticServer({
    ...{ root: folder, port: 0, host: '127.0.0.1' },
    virtual: new Map([['/blank.html', blank]]),
  });
  const browser = await launchChromium();
  try {
    const page = await (await browser.newContext({ bypassCSP: true })).newPage();
    page.on('pageerror', (error) => process.stderr.write(`${error.message}\n`));
    await page.goto(`${server.url}blank.html`);
    let shown = Buffer.alloc(0);
    await page.route('**/frame.rgba*', (route) => route.fulfill({ body: shown }));
    await page.evaluate(
      `import('/peers/page.js').then((peers) => peers.openMultiPose(${most})).then((look) => { globalThis.look = look; })`,
    );
    const frames: RecordFrame[] = [];
    for await (const { index, timeMs, data } of decodeVideo(video, info)) {
      shown = Buffer.from(data);
      const call = `look('/frame.rgba?${index}', ${width}, ${height}, ${timeMs})`;
      const poses = (await page.evaluate(call)) as readonly TheirPose[]; // what the page's own function gives
      frames.push({ index, timeMs, poses: poses.map((pose) => ours(pose, width, height)) });
    }
    return { file: video, width, height, fps, frames };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Everybody counts as confirmed: their tracker reports nobody whom it doubts. */
function ours({ id, score, box, keypoints }: TheirPose, width: number, height: number): Pose {
  return {
    ...{ id, score, confirmed: true },
    box: boxOf(box.xMin * width, box.yMin * height, box.xMax * width, box.yMax * height),
    keypoints: keypoints.map((one) => ({ ...one, spread: 0, dissent: 0 })),
  };
}
