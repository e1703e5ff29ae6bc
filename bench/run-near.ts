// SPDX-License-Identifier: Apache-2.0
// Two people who come near each other, of eight rendered ones each with each:
//   npx tsx bench/run-near.ts
import { table } from '../cli/io.ts';
import { createDetector } from '../src/node/index.ts';
import { CAST, cutOut } from './accuracy/cut-outs.ts';
import { DISTANCES, judgeNear } from './accuracy/near-people.ts';

const HEIGHT = 330;

const people = await Promise.all(CAST.map(([file, person]) => cutOut(file, person, HEIGHT)));
const pairs = people.flatMap((one) => people.filter((other) => other !== one).map((other) => [one, other] as const));
const detector = await createDetector();
const rows: (string | number)[][] = [];
for (const distance of DISTANCES) {
  const { recall, both } = await judgeNear(detector, pairs, distance);
  rows.push([distance, Number(recall.toFixed(3)), Number(both.toFixed(3))]);
}
detector.dispose();
process.stdout.write(`${pairs.length} pairs\n${table(['shoulder widths', 'recall', 'both found'], rows)}\n`);
