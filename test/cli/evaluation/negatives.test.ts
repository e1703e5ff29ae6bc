// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFalsePeople } from '../../../cli/evaluation/negatives.ts';
import { randomDetector } from '../../support/detectors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  const create = { width: 64, height: 48, channels: 3, background: '#888' } as const;
  await sharp({ create }).png().toFile(join(folder, 'a.png'));
  await writeFile(join(folder, 'b.png'), 'no picture');
});
afterAll(() => rm(folder, { recursive: true }));

describe('false people', () => {
  it('are counted over the pictures that can be read; the others are named', async () => {
    const detector = await randomDetector();
    const notes: string[] = [];
    const { images, failed, scores } = await findFalsePeople(detector, folder, {
      note: (line) => void notes.push(line),
    });
    expect([images, failed]).toEqual([1, 1]);
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('b.png');
    const none = await findFalsePeople(detector, join(folder, 'nowhere'), { note: (line) => void notes.push(line) });
    expect(none).toEqual({ images: 0, failed: 1, scores: [] });
    expect(notes[1]).toContain('does not exist');
    detector.dispose();
  });
});
