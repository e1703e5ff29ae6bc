// SPDX-License-Identifier: Apache-2.0
// A process that measures one tier and prints the result as JSON: `node node-process.js TASK`, TASK a NodeTask.
import { openDetector } from '../cli/detector.ts';
import { decodePicture } from '../cli/images/decode.ts';
import { sentence } from '../cli/io.ts';
import type { NodeResult, NodeTask } from './node-tiers.ts';
import { roundedShare } from './timing.ts';
import { measureDetector } from './workload.ts';

async function measure({ tier, picture: path, weights, budget }: NodeTask): Promise<NodeResult> {
  const picture = await decodePicture(path);
  const before = process.memoryUsage.rss();
  const start = { ms: performance.now(), cpu: process.cpuUsage() };
  const detector = await openDetector({ tier, ...(weights === null ? {} : { weights }) });
  const timings = await measureDetector(detector, picture, budget);
  const { user, system } = process.cpuUsage(start.cpu);
  const cpuShare = roundedShare((user + system) / 1000, performance.now() - start.ms);
  const memoryMB = Math.round((process.memoryUsage.rss() - before) / 1e5) / 10;
  detector.dispose();
  return { timings, memoryMB, cpuShare };
}

try {
  process.stdout.write(JSON.stringify(await measure(JSON.parse(process.argv[2] ?? ''))));
} catch (error) {
  process.stderr.write(`${sentence(error)}\n`);
  process.exitCode = 1;
}
