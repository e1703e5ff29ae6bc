// SPDX-License-Identifier: Apache-2.0
// How good the swarm is, in more than one number:
//   npx tsx bench/accuracy/main.ts --images DIR --annotations FILE [--weights FILE] [--out docs/accuracy]
// Given boxes: AP by slices, each squad alone and the growing quorum, AP against faulty voters, how honest scores are, and
// scores of joints that were covered. Scouts: who is found, by height, and whose right pose is reported. With --out,
// report.json and plots as SVG.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readAnnotations } from '../../cli/annotations/annotations.ts';
import { openDetector } from '../../cli/detector.ts';
import { calibrationOf, judgeKeypoints } from '../../cli/evaluation/calibration.ts';
import { table } from '../../cli/io.ts';
import { rounded } from '../../src/pose/rounded.ts';
import { faultCurve, quorumCurve } from './fault-curve.ts';
import { judgeMasked, LOW } from './masked.ts';
import { faultPlot, recallPlot, reliabilityPlot } from './plots.ts';
import { recallByHeight } from './recall.ts';
import { judgeShown } from './shown.ts';
import { judgeSlices } from './slices.ts';
import { openRecount, witness } from './witnesses.ts';

const { values } = parseArgs({
  options: {
    images: { type: 'string' },
    annotations: { type: 'string' },
    weights: { type: 'string' },
    out: { type: 'string' },
  },
});
const { images, annotations: file, weights, out } = values;
if (images === undefined || file === undefined) {
  throw new Error('usage: npx tsx bench/accuracy/main.ts --images DIR --annotations FILE [--weights FILE] [--out DIR]');
}

const annotations = await readAnnotations(file);
const seen = await witness(annotations, images, weights);
const poseOf = new Map(
  seen.map(
    ({ person, keypoints, pose }) => [person, { imageId: person.imageId, keypoints, score: pose.score }] as const,
  ),
);
const slices = judgeSlices(annotations, poseOf);
const calibration = calibrationOf(seen.flatMap(({ person, keypoints }) => judgeKeypoints(person, keypoints)));
const recount = await openRecount();
const { quorum, alone } = quorumCurve(annotations, seen, recount);
const faults = faultCurve(annotations, seen, recount);
const detector = await openDetector({ weights });
const masked = await judgeMasked(detector, annotations, images);
const recall = await recallByHeight(detector, annotations, images);
await detector.dispose();
const shown = await judgeShown(annotations, images, weights);

const share = (value: number): string => rounded(value, 3).toString();
process.stdout.write(
  `${[
    table(
      ['slice', 'people', 'AP', 'AP50'],
      slices.map(({ slice, people, AP, AP50 }) => [slice, people, share(AP), share(AP50)]),
    ),
    table(
      ['squads', 'the first so many', 'this one alone'],
      quorum.map((AP, i) => [i + 1, share(AP), share(alone[i] ?? 0)]),
    ),
    table(
      ['voters', 'faulty', 'AP (mean)', 'AP (worst choice)'],
      faults.map(({ kind, faulty, squads, AP, worstAP }) => [
        kind,
        `${faulty} of ${squads}`,
        share(AP),
        share(worstAP),
      ]),
    ),
    `calibration error ${share(calibration.ece)}`,
    `${masked.joints} covered joints: ${share(masked.low)} score below ${LOW} (uncovered ${share(masked.lowBefore)}); ` +
      `${share(masked.right)} are right all the same (uncovered ${share(masked.rightBefore)})`,
    table(
      ['height from, px', 'people', 'found'],
      recall.map(({ from, people, found }) => [from, people, share(found / Math.max(1, people))]),
    ),
    table(
      ['large people', 'right poses', 'reported'],
      shown.map(({ people, right, shown }) => [people, right, share(shown / Math.max(1, right))]),
    ),
  ].join('\n\n')}\n`,
);
if (out !== undefined) {
  await mkdir(out, { recursive: true });
  const squads = quorum.map((together, i) => ({ squads: i + 1, together, alone: alone[i] }));
  const report = { slices, squads, faults, calibration, masked, recall, shown };
  await writeFile(join(out, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  await writeFile(join(out, 'reliability.svg'), reliabilityPlot(calibration));
  await writeFile(join(out, 'faults.svg'), faultPlot(faults));
  await writeFile(join(out, 'recall.svg'), recallPlot(recall));
}
