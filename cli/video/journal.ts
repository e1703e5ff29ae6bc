// SPDX-License-Identifier: Apache-2.0
// What is known of a video while it is worked on: one JSON line for the video, then one a frame, in a file beside the result.
// A run that was stopped goes on from there.
import { open, rename, rm, stat, truncate } from 'node:fs/promises';
import { frameJson, type RecordFrame } from '../../src/record/index.ts';
import type { Io } from '../io.ts';

export interface Journal {
  /** The frames that an earlier run left, in order. */
  readonly frames: readonly RecordFrame[];
  add(frame: RecordFrame): Promise<void>;
  /** Lets go of the file. */
  close(): Promise<void>;
  /** The work is done: the file goes. */
  remove(): Promise<void>;
}

/**
 * Opens the journal of a piece of work. Frames of other work are set aside under another name, and what comes after a damaged
 * line is forgotten; both are told.
 *
 * @param head What must be the same for a journal to be taken up again: the file, its size, the options.
 */
export async function openJournal(path: string, head: object, io: Pick<Io, 'note'>): Promise<Journal> {
  const { frames, bytes, fault } = await readJournal(path, head);
  if (fault === 'other') {
    io.note(`poseswarm: ${path} is of another video or other options: it is kept as ${await setAside(path)}`);
  } else if (fault === 'damaged') {
    io.note(`poseswarm: line ${frames.length + 2} of ${path} is damaged: what comes before it is taken up`);
  }
  if (bytes > 0) await truncate(path, bytes);
  const handle = await open(path, bytes > 0 ? 'a' : 'w');
  if (bytes === 0) await handle.appendFile(`${JSON.stringify(head)}\n`);
  return {
    frames,
    add: (frame) => handle.appendFile(`${JSON.stringify(frameJson(frame, frame.index ?? 0))}\n`),
    close: () => handle.close(),
    async remove() {
      await handle.close();
      await rm(path, { force: true });
    },
  };
}

/** What a journal with this head holds. */
interface Known {
  readonly frames: readonly RecordFrame[];
  /** How many of its bytes are good lines. */
  readonly bytes: number;
  readonly fault?: 'other' | 'damaged';
}

async function readJournal(path: string, head: object): Promise<Known> {
  const frames: RecordFrame[] = [];
  let bytes = 0;
  let isOurs: boolean | undefined;
  for await (const { text, end } of wholeLines(path)) {
    if (isOurs === undefined) isOurs = text === JSON.stringify(head);
    else if (!isOurs) return { frames, bytes, fault: 'other' };
    else {
      const frame = frameOf(text, frames.length);
      if (frame === undefined) return { frames, bytes, fault: 'damaged' };
      frames.push(frame);
    }
    if (isOurs) bytes = end;
  }
  return { frames, bytes };
}

/** The frame of a line; undefined where it is not the one that comes next. */
function frameOf(line: string, index: number): RecordFrame | undefined {
  try {
    // Our own lines: nobody else writes this file, and its head has been recognised.
    const frame = JSON.parse(line) as RecordFrame;
    return frame.index === index && Array.isArray(frame.poses) ? frame : undefined;
  } catch {
    return undefined;
  }
}

const LINE_END = 10;

/**
 * A file's lines and where each ends, bytes; none of a file that is not there. The whole may be longer than a string can be. A line
 * that was being written when a run was stopped has no end, and is left out.
 */
async function* wholeLines(path: string): AsyncGenerator<{ readonly text: string; readonly end: number }> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  let begun: Buffer[] = [];
  let end = 0;
  for await (const part of (handle?.createReadStream() ?? []) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let to = part.indexOf(LINE_END); to >= 0; to = part.indexOf(LINE_END, from)) {
      const line = Buffer.concat([...begun, part.subarray(from, to)]);
      begun = [];
      from = to + 1;
      end += line.length + 1;
      yield { text: line.toString(), end };
    }
    begun.push(part.subarray(from));
  }
}

/** Gives a file the next name that is free. */
async function setAside(path: string): Promise<string> {
  for (let i = 1; ; i++) {
    const name = `${path}.old${i > 1 ? i : ''}`;
    if (await stat(name).catch(() => undefined)) continue;
    await rename(path, name);
    return name;
  }
}
