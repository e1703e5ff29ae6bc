// SPDX-License-Identifier: Apache-2.0
// `npm run bench:faults [SECONDS [DIR ANNOTATIONS]]`: faults and what becomes of them, in Node, as JSON. With annotated
// pictures (COCO) each has its AP.
import { join } from 'node:path';
import { readAnnotations } from '../cli/annotations/annotations.ts';
import { evaluate } from '../cli/evaluation/evaluation.ts';
import { decodePicture } from '../cli/images/decode.ts';
import { packageRoot } from '../cli/package-root.ts';
import { createDetector } from '../src/index.ts';
import { boxOf } from '../src/pose/box.ts';
import { FAULT_CASES, type FaultLine, type JudgeFault, measureFault } from './faults.ts';
import { describeMachine } from './machine.ts';

const [seconds = '3', images, file] = process.argv.slice(2);
const annotations = file === undefined ? undefined : await readAnnotations(file);
const picture = await decodePicture(join(packageRoot(), 'samples/astronaut.jpg'));
// The workers' script as the build wrote it: Node's threads run no TypeScript.
const workerUrl = new URL('../dist/src/runtime/workers/swarm-worker.js', import.meta.url);
const faults: FaultLine[] = [];
const judge: JudgeFault | undefined =
  annotations && images
    ? async (detector) => (await evaluate(detector, annotations, images, 'gt', { note() {} })).AP
    : undefined;
for (const one of FAULT_CASES) {
  const open = (options: object) => createDetector({ ...options, workerUrl });
  faults.push(await measureFault(one, open, picture, boxOf(0, 0, 420, 512), Number(seconds), judge));
}
process.stdout.write(`${JSON.stringify({ machine: describeMachine(null), faults }, undefined, 2)}\n`);
