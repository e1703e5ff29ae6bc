// SPDX-License-Identifier: Apache-2.0
// `npm run bench:faults [SECONDS]`: faults and what becomes of them, in Node, as JSON.
import { join } from 'node:path';
import { decodePicture } from '../cli/images/decode.ts';
import { packageRoot } from '../cli/package-root.ts';
import { createDetector } from '../src/index.ts';
import { boxOf } from '../src/pose/box.ts';
import { FAULT_CASES, type FaultLine, measureFault } from './faults.ts';
import { describeMachine } from './machine.ts';

const seconds = Number(process.argv[2] ?? 3);
const picture = await decodePicture(join(packageRoot(), 'samples/astronaut.jpg'));
// The workers' script as the build wrote it: Node's threads run no TypeScript.
const workerUrl = new URL('../dist/src/runtime/workers/swarm-worker.js', import.meta.url);
const faults: FaultLine[] = [];
for (const one of FAULT_CASES) {
  const open = (options: object) => createDetector({ ...options, workerUrl });
  faults.push(await measureFault(one, open, picture, boxOf(0, 0, 420, 512), seconds));
}
process.stdout.write(`${JSON.stringify({ machine: describeMachine(null), faults }, undefined, 2)}\n`);
