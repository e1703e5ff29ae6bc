// SPDX-License-Identifier: Apache-2.0
import { readAnnotations } from './annotations/annotations.ts';
import { type Command, oneOf, parseOptions, required } from './args.ts';
import { PCK_DEFINITION } from './coco/pck.ts';
import { DETECTOR_OPTIONS, DETECTOR_USAGE, openDetector } from './detector.ts';
import { type BoxSource, type Evaluation, evaluate } from './evaluation/evaluation.ts';
import { EXIT, type ExitCode, type Io, rounded, table } from './io.ts';

export const evalCommand: Command = {
  name: 'eval',
  summary: 'judges the swarm on annotated pictures by the COCO keypoint protocol',
  usage: `Usage: poseswarm eval --images DIR --annotations FILE [options] [--json]

  --images DIR      folder of the pictures
  --annotations FILE  COCO keypoint annotations
  --boxes SOURCE    scouts: the swarm finds the people itself; gt: it is given the annotated boxes (default scouts)
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
    ...DETECTOR_OPTIONS,
  });
  const folder = required('images', values.images);
  const file = required('annotations', values.annotations);
  const source = oneOf('boxes', values.boxes, BOX_SOURCES, 'scouts');
  const annotations = await readAnnotations(file);
  const detector = await openDetector({ ...values, minPoseScore: 0 });
  try {
    const { failed, ...result } = await evaluate(detector, annotations, folder, source, io);
    const report = { protocol: protocol(source, detector.info.tier), ...roundedResult(result) };
    io.out(values.json ? JSON.stringify(report) : humanReport(report));
    return failed > 0 ? EXIT.someFailed : EXIT.ok;
  } finally {
    await detector.dispose();
  }
}

/** What the numbers are, so that they are never compared with others by mistake. */
function protocol(source: BoxSource, tier: string): string {
  const boxes = source === 'gt' ? 'ground-truth boxes, one pose a box' : 'people found by the scouts (whole system)';
  return `COCO keypoints, OKS .50:.05:.95, 20 detections a picture, ${boxes}; ${PCK_DEFINITION}; tier ${tier}`;
}

type Result = Omit<Evaluation, 'failed'>;

function roundedResult({ images, people, msPerPerson, ...shares }: Result): Result {
  const round = (value: number): number => rounded(value, 5);
  const { AP, AP50, AP75, APm, APl, AR, pck02 } = shares;
  return {
    ...{ images, people, AP: round(AP), AP50: round(AP50), AP75: round(AP75), APm: round(APm), APl: round(APl) },
    ...{ AR: round(AR), pck02: round(pck02), msPerPerson: rounded(msPerPerson, 3) },
  };
}

function humanReport({ protocol: text, ...numbers }: Result & { readonly protocol: string }): string {
  const rows = Object.entries(numbers).map(([name, value]) => [name, value] as const);
  return `${text}\n\n${table(['measure', 'value'], rows)}`;
}
