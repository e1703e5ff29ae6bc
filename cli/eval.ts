// SPDX-License-Identifier: Apache-2.0
import { DETECTOR_DEFAULTS } from '../src/detector/options.ts';
import type { DetectorInfo } from '../src/detector/types.ts';
import { rounded } from '../src/pose/rounded.ts';
import { MOST_SQUADS } from '../src/runtime/swarm-runtime.ts';
import { readAnnotations } from './annotations/annotations.ts';
import { type Command, oneOf, parseOptions, required, wholeNumber } from './args.ts';
import { PCK_DEFINITION } from './coco/pck.ts';
import { DETECTOR_OPTIONS, DETECTOR_USAGE, openDetector } from './detector.ts';
import { type BoxSource, type Evaluation, evaluate, FOUND_SCORES } from './evaluation/evaluation.ts';
import { type FalsePeople, findFalsePeople } from './evaluation/negatives.ts';
import { EXIT, type ExitCode, type Io, table } from './io.ts';

export const evalCommand: Command = {
  name: 'eval',
  summary: 'judges the swarm on annotated pictures by the COCO keypoint protocol',
  usage: `Usage: poseswarm eval --images DIR --annotations FILE [options] [--json]

  --images DIR      folder of the pictures
  --annotations FILE  COCO keypoint annotations
  --boxes SOURCE    scouts: the swarm finds the people itself; gt: it is given the annotated boxes (default scouts)
  --squads N        asks the first so many squads alone, as a video does that is short of time (default: all)
  --negatives DIR   also looks for people in a folder of pictures with nobody in them
  --details         adds calibration, pictures in which somebody was found by score, and false people by score
${DETECTOR_USAGE}

-1 stands for a number that these annotations cannot give (nobody of that size, say).
${PCK_DEFINITION}.`,
  run: evalRun,
};

const BOX_SOURCES: readonly BoxSource[] = ['gt', 'scouts'];

async function evalRun(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseOptions(argv, {
    images: { type: 'string' },
    annotations: { type: 'string' },
    boxes: { type: 'string' },
    squads: { type: 'string' },
    negatives: { type: 'string' },
    details: { type: 'boolean' },
    ...DETECTOR_OPTIONS,
  });
  const folder = required('images', values.images);
  const file = required('annotations', values.annotations);
  const source = oneOf('boxes', values.boxes, BOX_SOURCES, 'scouts');
  const squads = wholeNumber('squads', values.squads, 1, MOST_SQUADS, undefined);
  const annotations = await readAnnotations(file);
  const detector = await openDetector({ ...values, squads, minPoseScore: 0 });
  try {
    const result = await evaluate(detector, annotations, folder, source, io);
    const nobody = values.negatives ? await findFalsePeople(detector, values.negatives, io) : undefined;
    const report = { protocol: protocol(source, detector.info, squads), ...contract(result) };
    const details = values.details || nobody ? { details: detailsOf(result, source, nobody) } : {};
    io.out(values.json ? JSON.stringify({ ...report, ...details }) : humanReport(report));
    if (!values.json && values.details) io.out(detailTables(result, source, nobody));
    if (!values.json) for (const line of sentences(result, source, nobody)) io.note(`poseswarm: ${line}`);
    return result.failed + (nobody?.failed ?? 0) > 0 ? EXIT.someFailed : EXIT.ok;
  } finally {
    await detector.dispose();
  }
}

/** What the numbers are, so that they are never compared with others by mistake. */
function protocol(source: BoxSource, { tier }: DetectorInfo, squads: number | undefined): string {
  const boxes = source === 'gt' ? 'ground-truth boxes, one pose a box' : 'people found by the scouts (whole system)';
  return `COCO keypoints, OKS .50:.05:.95, 20 detections a picture, ${boxes}; ${PCK_DEFINITION}; tier ${tier}${squads === undefined ? '' : `; squads asked: ${squads}`}`;
}

type Contract = Omit<Evaluation, 'failed' | 'calibration' | 'withLarge' | 'found'>;

/** The fields that every evaluation prints. */
function contract({ images, people, msPerPerson, ...shares }: Evaluation): Contract {
  const round = (value: number): number => rounded(value, 5);
  const { AP, AP50, AP75, APm, APl, AR, pck02 } = shares;
  return {
    ...{ images, people, AP: round(AP), AP50: round(AP50), AP75: round(AP75), APm: round(APm), APl: round(APl) },
    ...{ AR: round(AR), pck02: round(pck02), msPerPerson: rounded(msPerPerson, 3) },
  };
}

/** False people per hundred pictures, from a score on; -1 when no picture was seen. */
function perHundred({ images, scores }: FalsePeople, minPoseScore: number): number {
  if (images === 0) return -1;
  return rounded((100 * scores.filter((score) => score >= minPoseScore).length) / images, 1);
}

function detailsOf(result: Evaluation, source: BoxSource, nobody: FalsePeople | undefined): object {
  const { calibration, withLarge, found } = result;
  return {
    calibration,
    ...(source === 'scouts' ? { withLarge, found } : {}),
    ...(nobody
      ? {
          negatives: nobody.images,
          falsePer100: FOUND_SCORES.map((minPoseScore) => ({ minPoseScore, people: perHundred(nobody, minPoseScore) })),
        }
      : {}),
  };
}

/** What the contract's numbers leave out, in words, at the score from which a detector reports people by itself. */
function sentences(result: Evaluation, source: BoxSource, nobody: FalsePeople | undefined): string[] {
  const { calibration, withLarge, found } = result;
  const own = DETECTOR_DEFAULTS.minPoseScore;
  const pictures = found.find(({ minPoseScore }) => minPoseScore === own)?.pictures ?? 0;
  return [
    `expected calibration error of the keypoints' scores: ${rounded(calibration.ece, 3)}.`,
    ...(source === 'scouts'
      ? [`somebody was found in ${pictures} of the ${withLarge} pictures with a person at least a quarter of it high.`]
      : []),
    ...(nobody && nobody.images > 0
      ? [`${perHundred(nobody, own)} false people in 100 pictures with nobody (${nobody.images} seen).`]
      : []),
  ];
}

function humanReport({ protocol: text, ...numbers }: Contract & { readonly protocol: string }): string {
  const rows = Object.entries(numbers).map(([name, value]) => [name, value] as const);
  return `${text}\n\n${table(['measure', 'value'], rows)}`;
}

/** The details as they are read rather than parsed. */
function detailTables(result: Evaluation, source: BoxSource, nobody: FalsePeople | undefined): string {
  const bins = result.calibration.bins.map(({ from, count, score, right }) => [
    ...[from, count, rounded(score, 3), rounded(right, 3)],
  ]);
  const scores = FOUND_SCORES.map((minPoseScore, i) => [
    minPoseScore,
    ...(source === 'scouts' ? [result.found[i]?.pictures ?? 0] : []),
    ...(nobody ? [perHundred(nobody, minPoseScore)] : []),
  ]);
  const head = [
    'pose score',
    ...(source === 'scouts' ? [`found in of ${result.withLarge}`] : []),
    ...(nobody ? [`false per 100 of ${nobody.images}`] : []),
  ];
  const calibration = table(['joint score', 'joints', 'mean score', 'right'], bins);
  return ['', calibration, ...(head.length > 1 ? ['', table(head, scores)] : [])].join('\n');
}
