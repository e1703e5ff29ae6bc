// SPDX-License-Identifier: Apache-2.0
// Judges tracking and smoothing:
//   npx tsx bench/video/main.ts [--out docs/video]
//   npx tsx bench/video/main.ts --tracks TRACKS.json --truth TRUTH.txt [--tracks ... --truth ...] [--min-score S]
// The first judges synthetic clips and the filters. The second judges what `poseswarm video --out` wrote: TRUTH.txt are hand-made
// tracks, TRUTH.json is what `synth.clips` wrote beside a rendered clip.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../../cli/io.ts';
import { oneEuro } from '../../src/people/smoothing/one-euro.ts';
import { type TrackingConfig, trackingSettings } from '../../src/people/tracks/config.ts';
import { boxDistance, jointDistance } from '../../src/people/tracks/distance.ts';
import type { Recording } from '../../src/record/index.ts';
import { seededRandom } from '../seeded-random.ts';
import { linePlot } from '../svg-plot.ts';
import { trackingMs } from './cost.ts';
import { followScene, judged } from './follow-scene.ts';
import { jointError } from './joint-error.ts';
import { judgeTracks, type TrackingReport } from './measures.ts';
import { clipAccuracy, readRenderedTruth } from './rendered-truth.ts';
import { SCENES } from './scenes.ts';
import { USUAL_BLUR } from './simulated-eyes.ts';
import { HOLD_AND_FOLLOW, holdAndFollow, UNFILTERED } from './steadiness.ts';
import { againstTruth, readTruth } from './truth-file.ts';

/** The tracker without one of its mechanisms each. */
const WITHOUT: readonly (readonly [name: string, config: TrackingConfig])[] = [
  ['everything', {}],
  ['boxes alone (no joints, no courses)', { distance: boxDistance }],
  ['joints alone (no boxes, no courses)', { distance: jointDistance }],
  ['no return after being lost', { returnMs: 350, searchMs: 350 }],
  ['no search where people are expected', { searchMs: 0 }],
  ['no hysteresis of scores', { keepScore: 0.25, birthScore: 0.25 }],
  ['the prediction has no vote', { prediction: false }],
  ['scouts once a second', { scoutEveryMs: 1000 }],
];

const HEAD = ['MOTA', 'IDF1', 'switches', 'recall', 'precision'];

const { values } = parseArgs({
  options: {
    tracks: { type: 'string', multiple: true, default: [] },
    truth: { type: 'string', multiple: true, default: [] },
    'min-score': { type: 'string', default: '0' },
    out: { type: 'string' },
  },
});

const { tracks, truth } = values;
if (tracks.length !== truth.length) {
  throw new Error(
    `--tracks was given ${tracks.length} times and --truth ${truth.length} times, expected one truth for each`,
  );
}
if (tracks.length > 0 && values.out !== undefined) {
  throw new Error('--out was given with --tracks, expected one of them: its tables are those of the synthetic clips');
}
const sections =
  tracks.length > 0
    ? [await clips(Number(values['min-score']))]
    : [await mechanisms(), await scenes(), await prediction(), filters(), costs()];
process.stdout.write(`${sections.join('\n\n')}\n`);
if (values.out) {
  await mkdir(values.out, { recursive: true });
  await writeFile(join(values.out, 'lag-jitter.svg'), lagAgainstJitter());
  await writeFile(join(values.out, 'tables.txt'), `${sections.join('\n\n')}\n`);
}

async function judge(config: TrackingConfig, fps: number, scene = SCENES): Promise<TrackingReport[]> {
  const settings = trackingSettings(config, 0.25);
  const run = { fps, settings, filter: oneEuro(), blur: USUAL_BLUR };
  const all = [1, 2, 3].flatMap((seed) => scene.map((one) => ({ one, seed })));
  return Promise.all(
    all.map(async ({ one, seed }) =>
      judgeTracks(judged(await followScene(one, { ...run, random: seededRandom(seed) }))),
    ),
  );
}

async function mechanisms(): Promise<string> {
  const rows = [];
  for (const [name, config] of WITHOUT) rows.push([name, ...numbers(await judge(config, 30))]);
  return `Synthetic clips, 30 frames/s, three seeds each\n${table(['with', ...HEAD], rows)}`;
}

async function scenes(): Promise<string> {
  const rows = [];
  for (const scene of SCENES)
    for (const fps of [5, 10, 30, 60, 120]) rows.push([scene.name, fps, ...numbers(await judge({}, fps, [scene]))]);
  return `Synthetic clips by rate, three seeds each\n${table(['clip', 'frames/s', ...HEAD], rows)}`;
}

/** What the vote of the prediction does to joints. */
async function prediction(): Promise<string> {
  const rows = [];
  for (const name of ['standing', 'crossing']) {
    for (const voting of [true, false]) {
      const settings = trackingSettings({ prediction: voting }, 0.25);
      const scene = SCENES.find((one) => one.name === name)!;
      const run = { fps: 30, settings, filter: oneEuro(), blur: USUAL_BLUR, random: seededRandom(1) };
      const { error, jitter } = jointError(await followScene(scene, run));
      rows.push([name, voting ? 'votes' : 'does not', round(error), round(jitter)]);
    }
  }
  const head = ['clip', 'the prediction', 'error, px', 'jitter, px a frame'];
  return `Joints of people who are wholly seen, 30 frames/s\n${table(head, rows)}`;
}

function filters(): string {
  const rows = [
    ['none', UNFILTERED] as const,
    ['one-euro', oneEuro()] as const,
    ['one-euro that does not know the spread', oneEuro({ quiet: 0 })] as const,
  ].map(([name, filter]) => [name, ...holdAndFollow(filter)]);
  return `A figure of 400 px, noise 2 px, 30 frames/s\n${table(['filter', ...HOLD_AND_FOLLOW], rows)}`;
}

function costs(): string {
  const rows = [1, 5, 10].map((people) => [people, round(trackingMs(people, 1500, seededRandom(7)), 4)]);
  return `Tracking and smoothing\n${table(['people', 'ms a frame, median'], rows)}`;
}

/** What `poseswarm video` wrote, against the truth. */
async function clips(least: number): Promise<string> {
  const rows = [];
  for (const [i, file] of truth.entries()) rows.push([basename(file), ...(await clip(tracks[i]!, file, least))]);
  return `People who score ${least} or more\n${table(['truth', ...HEAD, 'AP'], rows)}`;
}

async function clip(tracksFile: string, truthFile: string, least: number): Promise<(number | string)[]> {
  const recording = JSON.parse(await readFile(tracksFile, 'utf8')) as Recording;
  if (!truthFile.endsWith('.json')) {
    const people = readTruth(await readFile(truthFile, 'utf8'));
    return [...numbers([judgeTracks(againstTruth(recording.frames, people, least))]), '-'];
  }
  const rendered = await readRenderedTruth(truthFile);
  const report = judgeTracks(againstTruth(recording.frames, rendered.tracks, least));
  return [...numbers([report]), round(clipAccuracy(recording.frames, rendered))];
}

/** Means, but the sum of the switches. */
function numbers(reports: readonly TrackingReport[]): number[] {
  const mean = (of: (report: TrackingReport) => number): number =>
    round(reports.reduce((sum, report) => sum + of(report), 0) / reports.length);
  const switches = reports.reduce((sum, report) => sum + report.switches, 0);
  return [mean((r) => r.mota), mean((r) => r.idf1), switches, mean((r) => r.recall), mean((r) => r.precision)];
}

function lagAgainstJitter(): string {
  const points = [1, 1.5, 2, 3, 5, 8, 12, 20, 40].map((beta): [number, number] => {
    const [steady = 1, , lag = 0] = holdAndFollow(oneEuro({ beta }));
    return [round(1 / steady), lag];
  });
  return linePlot({
    title: 'The 1 € filter, beta from 1 (left) to 40: lag against jitter',
    x: { label: 'jitter of a still joint, share of the measured' },
    y: { label: 'lag at 150 px/s, ms' },
    points,
  });
}

function round(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
