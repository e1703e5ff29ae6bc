// SPDX-License-Identifier: Apache-2.0
// What is known of a video while it is worked on: one JSON line for the video, then one a frame, in a file beside the result.
// A run that was stopped goes on from there.
import { open, readFile, rm, truncate } from 'node:fs/promises';
import { frameJson, type RecordFrame } from '../../src/record/index.ts';

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
 * Opens the journal of a piece of work.
 *
 * @param head What must be the same for a journal to be taken up again: the file, its size, the options.
 */
export async function openJournal(path: string, head: object): Promise<Journal> {
  const { frames, bytes } = await readJournal(path, head);
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

/** The frames of a journal with this head, and how many of its bytes are whole lines; nothing for another one. */
async function readJournal(path: string, head: object): Promise<{ frames: RecordFrame[]; bytes: number }> {
  const text = await readFile(path, 'utf8').catch(() => '');
  // A line that was being written when the run was stopped has no end.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const [first, ...lines] = whole.split('\n').slice(0, -1);
  if (first !== JSON.stringify(head)) return { frames: [], bytes: 0 };
  // Our own lines: nobody else writes this file, and its head has just been recognised.
  const frames = lines.map((line) => JSON.parse(line) as RecordFrame);
  return { frames, bytes: Buffer.byteLength(whole) };
}
