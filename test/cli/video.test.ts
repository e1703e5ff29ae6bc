// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { probeVideo } from '../../cli/video/ffmpeg.ts';
import { createDetector } from '../../src/node/index.ts';
import type { Pose } from '../../src/pose/pose.ts';
import { runCommand, SLOW_MS, startCommand } from '../support/command.ts';
import { randomSwarm } from '../support/random-swarm.ts';
import { makeVideo, panOver } from '../support/videos.ts';

interface Tracks {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frames: readonly { readonly index: number; readonly timeMs: number; readonly poses: readonly Pose[] }[];
}

let folder: string;
const at = (name: string): string => join(folder, name);
const options = (): string[] => ['--weights', at('w.safetensors'), '--min-score', '0', '--max-poses', '1'];
const video = (...argv: readonly string[]) => runCommand('video', ...argv, ...options());
const tracks = async (name: string): Promise<Tracks> => JSON.parse(await readFile(at(name), 'utf8')) as Tracks;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  await writeFile(at('w.safetensors'), randomSwarm());
  await makeVideo(at('clip.mkv'), { width: 320, height: 240, fps: 10, frames: 12 });
}, SLOW_MS);
afterAll(() => rm(folder, { recursive: true }));

describe('poseswarm video', { timeout: SLOW_MS }, () => {
  it('prints what the contract says: an astronaut is one person all along', async () => {
    const picture = fileURLToPath(new URL('../../samples/astronaut.jpg', import.meta.url));
    await panOver(picture, at('astronaut.mkv'), { width: 320, height: 320, fps: 10, frames: 12 });
    const { code, out, err } = await runCommand('video', at('astronaut.mkv'));
    expect(code).toBe(0);
    const { frames, ...head } = JSON.parse(out) as Tracks;
    expect(head).toEqual({ version: 1, file: at('astronaut.mkv'), width: 320, height: 320, fps: 10 });
    expect(frames.map(({ index, timeMs }) => [index, timeMs])).toEqual(
      Array.from({ length: 12 }, (_, i) => [i, i * 100]),
    );
    // Scouts may see somebody in the flag, too: the astronaut is the one whose box holds the picture's middle.
    const astronaut = frames.map(({ poses }) => poses.find(({ box }) => box.xMin < 160 && box.xMax > 160));
    expect(new Set(astronaut.map((pose) => pose?.id)).size).toBe(1);
    expect(astronaut.at(-1)).toMatchObject({ confirmed: true, ageMs: 1100, lastSeenMs: 1100 });
    for (const pose of astronaut) expect(pose?.keypoints).toHaveLength(17);
    expect(err).toMatch(/12\/12 frames .* frames\/s/);
  });

  it('writes tracks, other formats and a video with skeletons', async () => {
    const { code, out } = await video(
      ...[at('clip.mkv'), '--out', at('t.json'), '--render', at('r.mp4'), '--export', at('t.csv'), '--json'],
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ frames: 12, fps: 10, framesPerSecond: expect.any(Number) });
    expect((await tracks('t.json')).frames).toHaveLength(12);
    expect(await readFile(at('t.csv'), 'utf8')).toContain('left_wrist');
    expect(await probeVideo(at('r.mp4'))).toMatchObject({ width: 320, height: 240, fps: 10, frames: 12 });
    await expect(stat(at('t.json.part'))).rejects.toThrow('ENOENT');
  });

  it('puts people into space where they are said to be in the end, not where they were guessed', async () => {
    const picture = fileURLToPath(new URL('../../samples/astronaut.jpg', import.meta.url));
    await panOver(picture, at('lifted.mkv'), { width: 320, height: 320, fps: 10, frames: 12 });
    const { code, out } = await runCommand('video', at('lifted.mkv'), '--lift', '--max-poses', '1');
    expect(code).toBe(0);
    const detector = await createDetector({ lift: true });
    for (const { poses } of (JSON.parse(out) as Tracks).frames) {
      expect(poses).toHaveLength(1);
      const [again] = detector.lift(poses);
      for (const [joint, { x, y, z }] of (poses[0]?.keypoints3D ?? []).entries()) {
        const other = again?.keypoints3D?.[joint];
        expect(Math.hypot(x - other!.x, y - other!.y, z - other!.z), `metres of joint ${joint}`).toBeLessThan(0.003);
      }
      expect(again?.keypoints3D).toHaveLength(17);
    }
    detector.dispose();
  });

  it('shows frames without ids when tracking is off', async () => {
    const { out } = await video(at('clip.mkv'), '--tracking', 'off');
    expect((JSON.parse(out) as Tracks).frames.flatMap(({ poses }) => poses).every(({ id }) => id === undefined)).toBe(
      true,
    );
  });

  it('keeps what could be read of a video that breaks off, and says so', async () => {
    await copyFile(at('clip.mkv'), at('cut.mkv'));
    await truncate(at('cut.mkv'), Math.floor((await stat(at('clip.mkv'))).size * 0.6));
    const { code, err } = await video(at('cut.mkv'), '--out', at('cut.json'));
    expect(code).toBe(1);
    expect(err).toContain('broke off after');
    const { frames } = await tracks('cut.json');
    expect(frames.length).toBeGreaterThan(2);
    expect(frames.length).toBeLessThan(12);
    expect(err).toContain('cut.json.part is kept: the same call goes on from there');
  });

  it('loses nothing of a run before when it fails itself', async () => {
    const { frames } = await tracks('cut.json');
    // Without ffmpeg not a frame can be read.
    const ffprobe = (process.env.PATH ?? '').split(delimiter).map((path) => join(path, 'ffprobe'));
    await mkdir(at('bin'));
    await symlink(ffprobe.find((path) => existsSync(path)) ?? '', at('bin/ffprobe'));
    vi.stubEnv('PATH', at('bin'));
    // By another name of the same file, too.
    const again = relative(process.cwd(), at('cut.mkv'));
    const { code, out, err } = await video(again, '--out', at('cut.json'));
    vi.unstubAllEnvs();
    expect([code, out]).toEqual([1, expect.stringMatching(new RegExp(`^${frames.length} frames, .* 0 frames/s$`))]);
    expect(err).toContain(`holds ${frames.length} frames: goes on from there`);
    expect(err).toContain('is kept');
    expect((await tracks('cut.json')).frames).toEqual(frames);
    expect((await readFile(at('cut.json.part'), 'utf8')).trim().split('\n')).toHaveLength(1 + frames.length);
  });

  it('looks before its work at where it is to write, and spares the video', async () => {
    const clip = at('clip.mkv');
    const before = await readFile(clip);
    const refused = (sentence: string) => ({ code: 2, out: '', err: expect.stringContaining(sentence) });
    expect(await video(clip, '--render', clip)).toEqual(refused('which is the video'));
    expect(await video(clip, '--out', clip)).toEqual(refused('which is the video'));
    expect(await video(clip, '--out', folder)).toEqual(refused('which is a folder'));
    expect(await video(clip, '--export', at('x.bvh'))).toEqual(refused('--lift was not given'));
    expect(await video(clip, '--export', at('no/such.csv'))).toEqual(refused('is no folder'));
    expect(await video(clip, '--render', at('r.txt'))).toEqual(refused('.mp4'));
    expect(await video(clip, '--out', at('x.json'), '--export', at('x.json'))).toEqual(refused('both write'));
    expect(await readFile(clip)).toEqual(before);
  });

  it('goes on where a run was stopped', async () => {
    await makeVideo(at('long.mkv'), { width: 320, height: 240, fps: 10, frames: 40 });
    const argv = ['video', at('long.mkv'), '--out', at('long.json'), ...options()];
    const child = startCommand(argv);
    for (let lines = 0; lines < 6 && child.exitCode === null; await setTimeout(20)) {
      lines = (await readFile(at('long.json.part'), 'utf8').catch(() => '')).split('\n').length;
    }
    child.kill('SIGKILL');
    if (child.exitCode === null) await once(child, 'close');
    const { code, err } = await runCommand(...argv);
    expect(code).toBe(0);
    expect(err).toMatch(/holds \d+ frames: goes on from there/);
    const { frames } = await tracks('long.json');
    expect(frames.map(({ index }) => index)).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  it('refuses what is no video, two videos, and odd formats', async () => {
    expect(await video(at('w.safetensors'))).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read') });
    expect(await video(at('a'), at('b'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('2 videos were named'),
    });
    expect(await video(at('clip.mkv'), '--export', 'x.txt')).toMatchObject({ code: 2 });
    expect(await video(at('clip.mkv'), '--tracking', 'perhaps')).toMatchObject({ code: 2 });
  });
});
