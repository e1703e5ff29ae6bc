// SPDX-License-Identifier: Apache-2.0
// Which values of the 1 € filter suit people who walk, and how still they hold somebody who stands:
//   npx tsx bench/video/filters.ts TRACKS.json TRUTH.json [TRACKS.json TRUTH.json ...]
// TRACKS.json is what `poseswarm video --smoothing off --out` wrote of a clip, TRUTH.json what `synth.clips` wrote beside it.
import { readFile } from 'node:fs/promises';
import { table } from '../../cli/io.ts';
import { type OneEuroParameters, oneEuro } from '../../src/people/smoothing/one-euro.ts';
import type { FilterFactory } from '../../src/people/smoothing/place-filter.ts';
import type { Recording } from '../../src/record/index.ts';
import { clipAccuracy, readRenderedTruth } from './rendered-truth.ts';
import { filtered } from './replay.ts';
import { HOLD_AND_FOLLOW, holdAndFollow, UNFILTERED } from './steadiness.ts';

const VALUES: readonly Pick<OneEuroParameters, 'beta' | 'quiet'>[] = [
  { beta: 5, quiet: 2 },
  { beta: 10, quiet: 2 },
  { beta: 15, quiet: 2.5 },
  { beta: 20, quiet: 2.5 },
  { beta: 30, quiet: 3 },
];

const files = process.argv.slice(2);
if (files.length === 0 || files.length % 2 === 1) {
  process.stderr.write(`There are ${files.length} files; expected TRACKS.json and TRUTH.json for each clip.\n`);
  process.exit(2);
}
const clips = await Promise.all(
  files.flatMap((tracks, i) => (i % 2 === 0 ? [readClip(tracks, files[i + 1] ?? '')] : [])),
);
const rows = [
  row('none', UNFILTERED),
  ...VALUES.map((values) => row(`beta ${values.beta}, quiet ${values.quiet}`, oneEuro(values))),
];
process.stdout.write(`${table(['filter', 'AP of the clips', ...HOLD_AND_FOLLOW], rows)}\n`);

async function readClip(tracks: string, truth: string) {
  const recording = JSON.parse(await readFile(tracks, 'utf8')) as Recording; // what `poseswarm video` wrote
  return { frames: recording.frames, truth: await readRenderedTruth(truth) };
}

function row(name: string, filter: FilterFactory): (string | number)[] {
  const sum = clips.reduce((total, { frames, truth }) => total + clipAccuracy(filtered(frames, filter), truth), 0);
  return [name, Number((sum / clips.length).toFixed(3)), ...holdAndFollow(filter)];
}
