// SPDX-License-Identifier: Apache-2.0
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DETECTOR_DEFAULTS } from '../src/detector/options.ts';
import type { Detector } from '../src/index.ts';
import { rounded } from '../src/pose/rounded.ts';
import type { RecordFrame, Recording } from '../src/record/index.ts';
import { type Command, oneOf, parseOptions, share, UsageError, wholeNumber } from './args.ts';
import {
  DEFAULT_MAX_POSES,
  DETECTOR_OPTIONS,
  DETECTOR_USAGE,
  type DetectorChoice,
  LIFT_OPTIONS,
  LIFT_USAGE,
  noteMissingLifters,
  openDetector,
} from './detector.ts';
import { EXIT, type ExitCode, type Io, sentence } from './io.ts';
import { chosenFlow, FLOW_OPTION, FLOW_USAGE, startMirror } from './mcp/flow-client.ts';
import { EXPORT_ENDINGS, type ExportFormat, exportFormat, linesOf, writeExport } from './video/export.ts';
import { encodeVideo, probeVideo } from './video/ffmpeg.ts';
import { confirmedInHindsight, confirmedPeople, untilLastSight } from './video/hindsight.ts';
import { openJournal } from './video/journal.ts';
import { createLookBack } from './video/look-back.ts';
import { checkOutputs, type Output, renderPath } from './video/outputs.ts';
import { createProgress } from './video/progress.ts';
import { createSettle } from './video/settle.ts';
import { workThrough } from './video/work-through.ts';

export const videoCommand: Command = {
  name: 'video',
  summary: 'follows people through a video, with ids',
  usage: `Usage: poseswarm video FILE [options] [--json]

  --out FILE        write the tracks to this JSON file rather than to stdout; a run that was stopped goes on from
                    FILE.part when it is called again
  --render FILE.mp4  write the video with skeletons and ids
  --export FILE     write the tracks in another format, too, by the file's ending: ${EXPORT_ENDINGS}; may be repeated
  --max-poses N     at most N people a frame (default ${DEFAULT_MAX_POSES})
  --min-score S     people have to score S or more to be taken up, 0 to 1 (default ${DETECTOR_DEFAULTS.minPoseScore}); later they
                    may score less
  --tracking WORD   on or off: off makes every frame stand alone, without ids (default on)
  --smoothing WORD  on or off (default on)
${LIFT_USAGE}
${DETECTOR_USAGE}
${FLOW_USAGE}

Needs the program ffmpeg (Debian: apt-get install ffmpeg). Of a video that breaks off what could be read is kept; then the
exit code is 1.`,
  run: video,
};

const OPTIONS = {
  out: { type: 'string' },
  render: { type: 'string' },
  export: { type: 'string', multiple: true },
  'max-poses': { type: 'string' },
  'min-score': { type: 'string' },
  tracking: { type: 'string' },
  smoothing: { type: 'string' },
  ...LIFT_OPTIONS,
  ...DETECTOR_OPTIONS,
  ...FLOW_OPTION,
} as const;

const ON_OFF = ['on', 'off'] as const;

async function video(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(argv, OPTIONS, true);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) {
    throw new UsageError(`${positionals.length} videos were named; expected one.`);
  }
  const maxPoses = wholeNumber('max-poses', values['max-poses'], 1, 1000, DEFAULT_MAX_POSES);
  const minPoseScore = share('min-score', values['min-score']);
  const tracking = oneOf('tracking', values.tracking, ON_OFF, 'on') === 'on';
  const smoothing = oneOf('smoothing', values.smoothing, ON_OFF, 'on') === 'on';
  const exports = (values.export ?? []).map(
    (path): Target => ({ option: '--export', path, format: exportFormat(path) }),
  );
  const out: Target[] = values.out === undefined ? [] : [{ option: '--out', path: values.out, format: 'json' }];
  const part = values.out === undefined ? undefined : `${values.out}.part`;
  const targets = [...out, ...exports];
  const bvh = exports.find(({ format }) => format === 'bvh');
  if (bvh && !values.lift) {
    throw new UsageError(`--export is "${bvh.path}", but --lift was not given; BVH is of people in space.`);
  }
  await checkOutputs(file, [
    ...targets,
    ...(part === undefined ? [] : [{ option: '--out', path: part }]),
    ...(values.render === undefined ? [] : [{ option: '--render', path: renderPath(values.render) }]),
  ]);
  const connect = await chosenFlow(values);
  const info = await probeVideo(file);
  const choice: DetectorChoice = { ...values, minPoseScore, tracking, smoothing };
  const detector = await openDetector(choice);
  const openFlat = (): Promise<Detector> => openDetector({ ...choice, lift: undefined, height: undefined });
  const lookBack = createLookBack(openFlat, info, maxPoses, smoothing ? createSettle(info) : undefined);
  noteMissingLifters(detector, io);
  const { name, trained } = detector.info;
  const options = {
    maxPoses,
    minPoseScore,
    tracking,
    smoothing,
    tier: values.tier,
    lift: values.lift,
    height: values.height,
  };
  const { size, mtimeMs } = await stat(file);
  const head = { file: resolve(file), size, mtimeMs, swarm: `${name}: ${trained}`, options };
  const journal = part === undefined ? undefined : await openJournal(part, head, io);
  const first = journal?.frames.length ?? 0;
  if (first > 0) io.note(`poseswarm: ${part} holds ${first} frames: goes on from there`);
  const writer = values.render === undefined ? undefined : encodeVideo(values.render, info);
  const progress = createProgress(io, info.frames, first);
  const frames: RecordFrame[] = [];
  const start = performance.now();
  const failures = createFailures(io);
  const endMirror = startMirror(connect, detector, io);
  await failures.of(async () => {
    for await (const frame of workThrough({
      file,
      info,
      detector,
      maxPoses,
      lift: values.lift,
      lookBack,
      journal,
      writer,
    })) {
      frames.push(frame);
      progress.at(frames.length);
    }
  });
  const perSecond = (Math.max(0, frames.length - first) * 1000) / (performance.now() - start);
  // What a run before has seen stays seen, also where this one did not come so far.
  const all = [...frames, ...(journal?.frames.slice(frames.length) ?? [])];
  progress.end();
  await endMirror();
  detector.dispose();
  await failures.of(() => lookBack.dispose());
  await failures.of(() => writer?.close());
  const { width, height, fps } = info;
  const shown = smoothing ? untilLastSight(all) : all;
  const known = confirmedInHindsight(shown, minPoseScore ?? DETECTOR_DEFAULTS.minPoseScore);
  const recording: Recording = { file, width, height, fps: rounded(fps, 4), frames: known };
  for (const { path, format } of targets) {
    await failures.of(() => writeExport(path, format, recording));
  }
  if (failures.count === 0) await journal?.remove();
  else {
    await journal?.close();
    if (part !== undefined) io.note(`poseswarm: ${part} is kept: the same call goes on from there`);
  }
  if (values.out !== undefined) io.out(summary(values.json, recording, perSecond));
  else for (const line of linesOf('json', recording)) io.out(line);
  return failures.count > 0 ? EXIT.someFailed : EXIT.ok;
}

interface Target extends Output {
  readonly format: ExportFormat;
}

/** Steps that may fail while the others go on: what is done stays done. */
function createFailures(io: Io): { of(step: () => Promise<void> | undefined): Promise<void>; readonly count: number } {
  let count = 0;
  return {
    get count() {
      return count;
    },
    async of(step) {
      try {
        await step();
      } catch (error) {
        count++;
        io.note(`poseswarm: ${sentence(error)}`);
      }
    },
  };
}

/** What a run did, in one line. */
function summary(json: boolean, { file, fps, frames }: Recording, perSecond: number): string {
  const people = confirmedPeople(frames).size;
  const facts = { file, fps, frames: frames.length, people, framesPerSecond: rounded(perSecond, 2) };
  if (json) return JSON.stringify(facts);
  return `${facts.frames} frames, ${facts.people} people, ${facts.framesPerSecond} frames/s`;
}
