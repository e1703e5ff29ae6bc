// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeVideo, encodeVideo, parseProbe, probeVideo, type VideoFrame } from '../../../cli/video/ffmpeg.ts';
import { makeVideo } from '../../support/videos.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const code = (name: string, sentence: RegExp) =>
  expect.objectContaining({ code: name, message: expect.stringMatching(sentence) });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  await makeVideo(at('clip.mkv'), { width: 64, height: 48, fps: 10, frames: 30 });
});
afterAll(() => rm(folder, { recursive: true }));

async function frames(file: string): Promise<VideoFrame[]> {
  const seen: VideoFrame[] = [];
  for await (const frame of decodeVideo(file, await probeVideo(file))) seen.push(frame);
  return seen;
}

/** An H.264 mp4, whose frames lean on those before. */
async function makeMp4(file: string, count: number): Promise<void> {
  const writer = encodeVideo(file, { width: 64, height: 48, fps: 30, frames: count });
  for (let i = 0; i < count; i++) await writer.write(new Uint8Array(64 * 48 * 4).map((_, k) => (k * 7 + i * 5) % 256));
  await writer.close();
}

/** Turns a video by 90 degrees, as a phone does: the matrix of its track says so. */
async function turn(file: string): Promise<void> {
  const bytes = await readFile(file);
  const matrix = bytes.indexOf('tkhd') + 44;
  for (const [i, value] of [0, 1 << 16, 0, -(1 << 16), 0].entries()) bytes.writeInt32BE(value, matrix + 4 * i);
  await writeFile(file, bytes);
}

describe('a video', () => {
  test('is read frame by frame, with times', async () => {
    expect(await probeVideo(at('clip.mkv'))).toMatchObject({ width: 64, height: 48, fps: 10, frames: 30 });
    const all = await frames(at('clip.mkv'));
    expect(all.map(({ index, timeMs }) => [index, timeMs])).toEqual(Array.from({ length: 30 }, (_, i) => [i, i * 100]));
    expect(all.every(({ data }) => data.length === 64 * 48 * 4)).toBe(true);
    expect(all[0]?.data).not.toEqual(all[20]?.data);
  });

  test('may be left early', async () => {
    for await (const { index } of decodeVideo(at('clip.mkv'), await probeVideo(at('clip.mkv')))) if (index === 3) break;
  });

  test('that breaks off gives what could be read, then says so', async () => {
    await copyFile(at('clip.mkv'), at('short.mkv'));
    await truncate(at('short.mkv'), Math.floor((await stat(at('clip.mkv'))).size * 0.6));
    const info = await probeVideo(at('clip.mkv'));
    let seen = 0;
    const reading = (async () => {
      for await (const frame of decodeVideo(at('short.mkv'), info)) seen = frame.index + 1;
    })();
    await expect(reading).rejects.toEqual(code('decode-failed', /short\.mkv broke off after \d+ of 30 frames/));
    expect(seen).toBeGreaterThan(3);
    expect(seen).toBeLessThan(30);
  });

  test('that was trimmed without being written anew has as many frames as it shows', async () => {
    await makeMp4(at('whole.mp4'), 90);
    // From a frame that leans on others: all of them stay in the file, and a list says where to begin.
    await promisify(execFile)('ffmpeg', [
      '-v',
      'error',
      '-ss',
      '1',
      '-i',
      at('whole.mp4'),
      '-c',
      'copy',
      at('trim.mp4'),
    ]);
    expect(await probeVideo(at('trim.mp4'))).toMatchObject({ frames: 60 });
    expect(await frames(at('trim.mp4'))).toHaveLength(60);
  });

  test('whose last frames are missing breaks off, too', async () => {
    await makeMp4(at('tail.mp4'), 200);
    await truncate(at('tail.mp4'), (await stat(at('tail.mp4'))).size - 250);
    const { frames: count = 0 } = await probeVideo(at('tail.mp4'));
    let seen = 0;
    const reading = (async () => {
      for await (const frame of decodeVideo(at('tail.mp4'), await probeVideo(at('tail.mp4')))) seen = frame.index + 1;
    })();
    await expect(reading).rejects.toEqual(code('decode-failed', /tail\.mp4 broke off after \d+ of 200 frames/));
    expect([count, seen >= 195]).toEqual([200, true]);
  });

  test('is measured as it is shown, without being decoded', async () => {
    await makeMp4(at('turned.mp4'), 5);
    await turn(at('turned.mp4'));
    // Hands on what ffprobe is asked and tells, and keeps it.
    await writeFile(at('spy'), `#!/bin/sh\nffprobe "$@" | tee ${at('told.json')}\n`);
    await chmod(at('spy'), 0o755);
    const info = await probeVideo(at('turned.mp4'), { ffmpeg: 'ffmpeg', ffprobe: at('spy') });
    expect(info).toMatchObject({ width: 48, height: 64 });
    expect((await frames(at('turned.mp4')))[0]?.data).toHaveLength(48 * 64 * 4);
    expect(JSON.parse(await readFile(at('told.json'), 'utf8'))).not.toHaveProperty('packets_and_frames');
  });

  test('that is none is refused', async () => {
    await writeFile(at('text.mp4'), 'no video');
    await expect(probeVideo(at('text.mp4'))).rejects.toEqual(
      code('decode-failed', /text\.mp4 \(8 bytes\) cannot be read/),
    );
    await expect(probeVideo(at('missing.mp4'))).rejects.toEqual(code('decode-failed', /is no file/));
  });

  test('needs ffmpeg, and says which package has it', async () => {
    const none = { ffmpeg: 'no-such-program', ffprobe: 'no-such-program' };
    await expect(probeVideo(at('clip.mkv'), none)).rejects.toEqual(code('unsupported', /apt-get install ffmpeg/));
    const reading = decodeVideo(at('clip.mkv'), await probeVideo(at('clip.mkv')), none).next();
    await expect(reading).rejects.toEqual(code('unsupported', /apt-get install ffmpeg/));
    await expect(encodeVideo(at('x.mp4'), { width: 8, height: 8, fps: 5, frames: 1 }, none).close()).rejects.toEqual(
      code('unsupported', /ffmpeg/),
    );
  });

  test('is written, odd sides grown to even ones', async () => {
    const writer = encodeVideo(at('out.mp4'), { width: 33, height: 21, fps: 20, frames: 5 });
    for (let i = 0; i < 5; i++) await writer.write(new Uint8Array(33 * 21 * 4).fill(i * 40));
    await writer.close();
    expect(await probeVideo(at('out.mp4'))).toMatchObject({ width: 34, height: 22, fps: 20, frames: 5 });
    expect((await readFile(at('out.mp4'))).length).toBeGreaterThan(500);
    const nowhere = encodeVideo(at('no/such/folder.mp4'), { width: 32, height: 32, fps: 5, frames: 1 });
    await nowhere.write(new Uint8Array(32 * 32 * 4));
    await expect(nowhere.close()).rejects.toEqual(code('decode-failed', /folder\.mp4 cannot be written/));
  });
});

test.each(['12:30.mp4', '-dash.mp4', '50%d.mp4'])('a video may be called %s', async (name) => {
  const home = process.cwd();
  process.chdir(folder);
  try {
    await makeMp4(name, 3);
    expect(await frames(name)).toHaveLength(3);
  } finally {
    process.chdir(home);
  }
});

test('pixels that are not square are made so', async () => {
  const wide = ['-vf', 'setsar=2', '-c:v', 'libx264', at('wide.mp4')];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', '-i', at('clip.mkv'), ...wide]);
  expect(await probeVideo(at('wide.mp4'))).toMatchObject({ width: 128, height: 48, frames: 30 });
  const [first] = await frames(at('wide.mp4'));
  expect(first?.data).toHaveLength(128 * 48 * 4);
  await turn(at('wide.mp4'));
  expect(await probeVideo(at('wide.mp4'))).toMatchObject({ width: 48, height: 128 });
  const [turned] = await frames(at('wide.mp4'));
  // The same picture, turned to the right.
  const [w, h] = [128, 48];
  let off = 0;
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      off += Math.abs((first?.data[(y * w + x) * 4] ?? 0) - (turned?.data[(x * h + h - 1 - y) * 4] ?? 0)) / (w * h);
  expect(off).toBeLessThan(8);
});

describe('what ffprobe tells', () => {
  const probe = (stream: object) => parseProbe(JSON.stringify({ streams: [stream], format: { duration: '2.0' } }));

  test('turned videos are as they are shown', () => {
    const turned = { width: 64, height: 48, avg_frame_rate: '30000/1001', side_data_list: [{ rotation: -90 }] };
    expect(probe(turned)).toEqual({ width: 48, height: 64, fps: 30000 / 1001, frames: 60 });
  });

  test('nothing is drawn out where the shape of pixels is unknown', () => {
    const stream = { width: 64, height: 48, avg_frame_rate: '25/1' };
    for (const sample_aspect_ratio of ['0:1', 'N/A', '1:1', undefined]) {
      expect(probe({ ...stream, sample_aspect_ratio })).toEqual({ width: 64, height: 48, fps: 25, frames: 50 });
    }
    expect(probe({ ...stream, sample_aspect_ratio: '4:3' })).toMatchObject({
      width: 85,
      height: 48,
      isAnamorphic: true,
    });
  });

  test('a rate that is none is no video', () => {
    expect(probe({ width: 64, height: 48, avg_frame_rate: '0/0', r_frame_rate: '25/1' })?.fps).toBe(25);
    expect(probe({ width: 64, height: 48, avg_frame_rate: '0/0' })).toBeUndefined();
    expect(parseProbe('{}')).toBeUndefined();
  });
});
