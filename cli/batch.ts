// SPDX-License-Identifier: Apache-2.0
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { DETECTOR_DEFAULTS } from '../src/detector/options.ts';
import type { Detector } from '../src/index.ts';
import { type Command, parseOptions, required, share, UsageError, wholeNumber } from './args.ts';
import { detectFile } from './detect.ts';
import {
  DEFAULT_MAX_POSES,
  DETECTOR_OPTIONS,
  DETECTOR_USAGE,
  LIFT_OPTIONS,
  LIFT_USAGE,
  noteMissingLifters,
  openDetector,
} from './detector.ts';
import { type FileKind, type ListedFile, listFiles, PICTURES } from './images/list.ts';
import { EXIT, type ExitCode, type Io, sentence } from './io.ts';
import { createProgress } from './video/progress.ts';
import { videoCommand } from './video.ts';

export const batchCommand: Command = {
  name: 'batch',
  summary: 'works through folders of pictures and videos, one result file each',
  usage: `Usage: poseswarm batch FILE|DIR... --out DIR [options] [--json]

  --out DIR         folder of the results: NAME.json for every file, in folders as the files are
  --again           also what has a result already that is newer than it; otherwise a batch that was stopped goes on
  --max-poses N     at most N people a picture or frame (default ${DEFAULT_MAX_POSES})
  --min-score S     only people that score S or more, 0 to 1 (default ${DETECTOR_DEFAULTS.minPoseScore})
${LIFT_USAGE}
${DETECTOR_USAGE}

Of a picture the result is what detect prints, of a video what video writes. A file that fails is named on stderr, the others go
on, and the exit code is 1.`,
  run: batch,
};

const OPTIONS = {
  out: { type: 'string' },
  again: { type: 'boolean' },
  'max-poses': { type: 'string' },
  'min-score': { type: 'string' },
  ...LIFT_OPTIONS,
  ...DETECTOR_OPTIONS,
} as const;

const VIDEO_ENDINGS: readonly string[] = ['.mp4', '.m4v', '.mov', '.mkv', '.avi', '.webm'];
const FILES: FileKind = {
  one: 'a picture, a video',
  several: 'pictures or videos',
  endings: [...PICTURES.endings, ...VIDEO_ENDINGS],
};

async function batch(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(argv, OPTIONS, true);
  if (positionals.length === 0) throw new UsageError('Nothing was named; expected at least one file or folder.');
  const out = required('out', values.out);
  if ((await stat(out).catch(() => undefined))?.isDirectory() === false) {
    throw new UsageError(`--out is "${out}", which is no folder; expected one, or the name of a new one.`);
  }
  const maxPoses = wholeNumber('max-poses', values['max-poses'], 1, 1000, undefined);
  const minPoseScore = share('min-score', values['min-score']);
  const { files, problems } = await listFiles(positionals, FILES);
  for (const problem of problems) io.note(`poseswarm: ${problem}`);
  const jobs = jobsOf(files, out);
  const waiting = values.again ? jobs : await undone(jobs);
  const detector = await openDetector({ ...values, minPoseScore });
  noteMissingLifters(detector, io);
  const progress = createProgress(io, waiting.length, 0, undefined, 'files');
  let failed = problems.length;
  for (const [index, job] of waiting.entries()) {
    try {
      await mkdir(dirname(job.result), { recursive: true });
      await (isVideo(job) ? followVideo(job, optionsOfVideo(values), io) : findPeople(job, detector, maxPoses));
    } catch (error) {
      failed += 1;
      io.note(`poseswarm: ${job.path}: ${sentence(error)}`);
    }
    progress.at(index + 1);
  }
  progress.end();
  detector.dispose();
  const done = waiting.length + problems.length - failed;
  const facts = { done, before: jobs.length - waiting.length, failed };
  io.out(values.json ? JSON.stringify(facts) : `${done} done, ${facts.before} were done before, ${failed} failed`);
  return failed > 0 ? EXIT.someFailed : EXIT.ok;
}

interface Job extends ListedFile {
  /** The file of its result. */
  readonly result: string;
}

/** Throws UsageError when two files would have one result. */
function jobsOf(files: readonly ListedFile[], out: string): Job[] {
  const byResult = new Map<string, Job>();
  for (const file of files) {
    const job = { ...file, result: join(out, `${file.below}.json`) };
    const other = byResult.get(job.result);
    if (other !== undefined && other.path !== job.path) {
      throw new UsageError(`${other.path} and ${job.path} would both write "${job.result}"; expected a run for each.`);
    }
    byResult.set(job.result, job);
  }
  return [...byResult.values()];
}

/** Those without a result that is whole, and newer than they are. */
async function undone(jobs: readonly Job[]): Promise<Job[]> {
  const isDone = await Promise.all(
    jobs.map(async ({ path, result }) => {
      const names = [path, result, `${result}.part`];
      const [source, found, part] = await Promise.all(names.map((name) => stat(name).catch(() => undefined)));
      return part === undefined && source !== undefined && found !== undefined && found.mtimeMs >= source.mtimeMs;
    }),
  );
  return jobs.filter((_, index) => !isDone[index]);
}

function isVideo({ path }: Job): boolean {
  return VIDEO_ENDINGS.includes(extname(path).toLowerCase());
}

async function findPeople({ path, result }: Job, detector: Detector, maxPoses: number | undefined): Promise<void> {
  const found = await detectFile(detector, path, { annotations: undefined, maxPoses, region: undefined });
  // Whoever stops the batch leaves no half of a result.
  await writeFile(`${result}.new`, `${JSON.stringify(found)}\n`);
  await rename(`${result}.new`, result);
}

/** A video goes on from what a batch before has seen of it, as the command does. */
async function followVideo({ path, result }: Job, options: readonly string[], io: Io): Promise<void> {
  const quiet: Io = { out: () => undefined, note: (line) => io.note(line) };
  const code = await videoCommand.run([path, '--out', result, ...options], quiet);
  if (code !== EXIT.ok) throw new Error('not all of the video could be followed; what could is in its result.');
}

/** The options of a batch that a video takes, too. */
function optionsOfVideo(values: Readonly<Record<string, unknown>>): string[] {
  const named = ['max-poses', 'min-score', 'height', 'weights', 'tier'].flatMap((name) => {
    const value = values[name];
    return typeof value === 'string' ? [`--${name}`, value] : [];
  });
  return values.lift ? [...named, '--lift'] : named;
}
