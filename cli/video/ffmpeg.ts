// SPDX-License-Identifier: Apache-2.0
// The system's ffmpeg reads and writes videos; raw frames go through pipes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { checkSize } from '../../src/frame/frame.ts';
import { PoseError } from '../../src/pose/errors.ts';

export interface VideoInfo {
  /** Size as it is shown: turned as the file says. px. */
  readonly width: number;
  readonly height: number;
  /** Frames a second; a file without a fixed rate is read at its mean rate. */
  readonly fps: number;
  /** Frames that the file says to have; undefined when it does not tell. */
  readonly frames: number | undefined;
  /** The file's pixels are not square: frames are drawn out to the size as it is shown. */
  readonly isAnamorphic?: boolean;
}

export interface VideoFrame {
  readonly index: number;
  readonly timeMs: number;
  /** RGBA, [height][width][4]. */
  readonly data: Uint8Array;
}

/** How the programs are called; other names are for tests. */
export interface Programs {
  readonly ffmpeg: string;
  readonly ffprobe: string;
}

export const PROGRAMS: Programs = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };

const MISSING =
  'Videos are read and written by the program ffmpeg, which is not installed; on Debian: apt-get install ffmpeg.';

/**
 * Size, rate and length of a video.
 *
 * Throws PoseError: 'unsupported' (ffmpeg is not installed), 'decode-failed' (no file, or no video in it), 'bad-size'.
 */
export async function probeVideo(file: string, { ffprobe }: Programs = PROGRAMS): Promise<VideoInfo> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new PoseError('decode-failed', `${file} is no file; expected a video.`);
  // `side_data`, not only that of the stream, would have it decode the whole video.
  const entries =
    'stream=width,height,sample_aspect_ratio,avg_frame_rate,r_frame_rate,nb_frames,duration:stream_side_data=rotation:format=duration';
  const args = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', entries, '-of', 'json', asFile(file)];
  const { code, out, err } = await collect(spawn(ffprobe, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
  const stream = code === 0 ? parseProbe(out) : undefined;
  if (stream === undefined) {
    const reason = firstLine(err) ?? 'it holds no video';
    throw new PoseError('decode-failed', `${file} (${found.size} bytes) cannot be read as a video: ${reason}.`);
  }
  checkSize(stream.width, stream.height);
  return stream;
}

interface Probe {
  readonly streams?: readonly {
    readonly width?: number;
    readonly height?: number;
    readonly sample_aspect_ratio?: string;
    readonly avg_frame_rate?: string;
    readonly r_frame_rate?: string;
    readonly nb_frames?: string;
    readonly duration?: string;
    readonly side_data_list?: readonly { readonly rotation?: number }[];
  }[];
  readonly format?: { readonly duration?: string };
}

/** What ffprobe tells of the first video stream; undefined when there is none. */
export function parseProbe(json: string): VideoInfo | undefined {
  // The shape is ffprobe's own; every field is checked for being there.
  const { streams: [stream] = [], format } = JSON.parse(json) as Probe;
  if (!stream?.width || !stream.height) return undefined;
  const fps = ratio(stream.avg_frame_rate, '/') ?? ratio(stream.r_frame_rate, '/');
  if (fps === undefined) return undefined;
  const turned = stream.side_data_list?.some(({ rotation = 0 }) => Math.abs(rotation % 180) === 90) ?? false;
  const seconds = Number(stream.duration ?? format?.duration ?? Number.NaN);
  // A file that was trimmed without being written anew holds more frames than it shows.
  const counts = [Number(stream.nb_frames ?? Number.NaN), Math.round(seconds * fps)].filter((count) => count > 0);
  const wide = Math.round(stream.width * (ratio(stream.sample_aspect_ratio, ':') ?? 1));
  return {
    width: turned ? stream.height : wide,
    height: turned ? wide : stream.height,
    fps,
    frames: counts.length > 0 ? Math.min(...counts) : undefined,
    ...(wide === stream.width ? {} : { isAnamorphic: true }),
  };
}

/** "30000/1001" as a number; undefined when it is none above 0. */
function ratio(text: string | undefined, sign: '/' | ':'): number | undefined {
  const [over = Number.NaN, under = 1] = (text ?? '').split(sign).map(Number);
  const value = over / under;
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

/** A path as ffmpeg takes it: `12:30.mp4` would be read by a protocol named 12, and `-dash.mp4` be an option. */
function asFile(path: string): string {
  return `file:${path}`;
}

/**
 * The frames of a video, in order, at its mean rate.
 *
 * Throws PoseError: 'unsupported' (ffmpeg is not installed), 'decode-failed' after the last frame that could be read, when
 * the file is broken or cut off.
 */
export async function* decodeVideo(
  file: string,
  info: VideoInfo,
  { ffmpeg }: Programs = PROGRAMS,
): AsyncGenerator<VideoFrame> {
  const { width, height, fps, frames, isAnamorphic } = info;
  const filters = isAnamorphic ? `fps=${fps},scale=${width}:${height},setsar=1` : `fps=${fps}`;
  const args = ['-v', 'error', '-nostdin', '-i', asFile(file), '-map', '0:v:0', '-vf', filters];
  args.push('-f', 'rawvideo', '-pix_fmt', 'rgba', 'pipe:1');
  const child = spawn(ffmpeg, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = outcome(child);
  const size = width * height * 4;
  let index = 0;
  try {
    for await (const data of chunks(child, size)) {
      yield { index, timeMs: (index * 1000) / fps, data };
      index++;
    }
    const { code, err } = await ended;
    // A file that was cut off may end without a word: then it is shorter than its head says (which rounds). Where ffmpeg has
    // something to say, every frame counts.
    const least = frames === undefined ? 0 : err.trim() === '' ? frames * 0.98 - 1 : frames - 1;
    const isShort = index < least;
    if (code === 0 && index > 0 && !isShort) return;
    const of = frames === undefined ? '' : ` of ${frames}`;
    throw new PoseError(
      'decode-failed',
      `${file} broke off after ${index}${of} frames: ${firstLine(err) ?? 'it is shorter than it says'}.`,
    );
  } finally {
    child.kill();
  }
}

/** The child's output in pieces of `size` bytes; what is left over at the end is dropped. */
async function* chunks(child: ChildProcess, size: number): AsyncGenerator<Uint8Array> {
  let frame = new Uint8Array(size);
  let filled = 0;
  for await (const part of child.stdout ?? []) {
    let bytes: Uint8Array = part;
    while (bytes.length > 0) {
      const taken = bytes.subarray(0, size - filled);
      frame.set(taken, filled);
      filled += taken.length;
      bytes = bytes.subarray(taken.length);
      if (filled < size) continue;
      yield frame;
      frame = new Uint8Array(size);
      filled = 0;
    }
  }
}

export interface VideoWriter {
  /** Adds a frame: RGBA of the writer's size. */
  write(data: Uint8Array): Promise<void>;
  /** Finishes the file. Throws PoseError 'decode-failed' when ffmpeg could not write it. */
  close(): Promise<void>;
}

/** Writes an H.264 mp4 of raw frames. */
export function encodeVideo(
  file: string,
  { width, height, fps }: VideoInfo,
  { ffmpeg }: Programs = PROGRAMS,
): VideoWriter {
  const args = ['-v', 'error', '-nostdin', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${width}x${height}`];
  // Players want even sides and 4:2:0.
  args.push('-r', String(fps), '-i', 'pipe:0', '-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2');
  args.push('-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-movflags', '+faststart', asFile(file));
  const child = spawn(ffmpeg, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  const ended = outcome(child);
  // What goes wrong is told by `close`, with ffmpeg's own words.
  child.stdin?.on('error', () => undefined);
  return {
    async write(data) {
      if (child.exitCode === null && !child.stdin?.write(data))
        await Promise.race([once(child.stdin!, 'drain'), ended]);
    },
    async close() {
      child.stdin?.end();
      const { code, err } = await ended;
      if (code === 0) return;
      throw new PoseError(
        'decode-failed',
        `${file} cannot be written: ${firstLine(err) ?? `ffmpeg ended with ${code}`}.`,
      );
    },
  };
}

interface Ended {
  readonly code: number | null;
  readonly err: string;
}

async function collect(child: ChildProcess): Promise<Ended & { readonly out: string }> {
  let out = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    out += part;
  });
  return { ...(await outcome(child)), out };
}

function outcome(child: ChildProcess): Promise<Ended> {
  let err = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    err += part;
  });
  const ended = new Promise<Ended>((done, fail) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      fail(error.code === 'ENOENT' ? new PoseError('unsupported', MISSING, { cause: error }) : error);
    });
    child.on('close', (code) => done({ code, err }));
  });
  // Whoever awaits it hears of it; nobody may be awaiting it yet.
  ended.catch(() => undefined);
  return ended;
}

function firstLine(text: string): string | undefined {
  const line = text
    .replaceAll('file:', '')
    .split('\n')
    .find((one) => one.trim() !== '');
  return line?.trim().replace(/\.$/, '');
}
