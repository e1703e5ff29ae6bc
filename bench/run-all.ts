// SPDX-License-Identifier: Apache-2.0
// `npm run bench [-- SECONDS [DIR ANNOTATIONS]]`: measures everything, one thing after the other, and writes docs/bench/*.json and
// docs/benchmarks.md. Nothing else should run on the machine. With DIR and ANNOTATIONS (COCO) the agents curve and the faults have AP.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../cli/package-root.ts';
import { loadSwarm } from '../src/swarm/agents/load-swarm.ts';
import { programWork } from '../src/swarm/agents/work.ts';
import { benchmarksPage, type PeerLine } from './benchmarks-page.ts';
import type { FaultLine } from './faults.ts';
import type { FirstPoseReport } from './first-pose/measure.ts';
import type { BenchReport } from './report.ts';
import type { SoakReport } from './soak/measure.ts';
import type { VideoReport } from './video.ts';

const [seconds = '5', images, annotations] = process.argv.slice(2);
const ROOT = packageRoot();
const OUT = join(ROOT, 'docs/bench');

await run('npm', ['run', '--silent', 'build:lib']);
await run('npm', ['run', '--silent', 'build:app']);
const video = await measure<VideoReport>('video', [seconds]);
const firstPose = await measure<FirstPoseReport>('first-pose', ['7']);
const soak = await measure<SoakReport>('soak', []);
const peers = await measure<{ peers: PeerLine[] }>('peers', [seconds]);
const faults = await measure<{ faults: FaultLine[] }>('faults', [
  '3',
  ...(images && annotations ? [images, annotations] : []),
]);
const judged = images && annotations ? ['--images', images, '--annotations', annotations] : [];
const bench = ['bench', '--json', '--out', OUT, '--seconds', seconds, ...judged];
const tiers: BenchReport = JSON.parse(await run(process.execPath, [join(ROOT, 'bin/poseswarm.js'), ...bench]));
const { squads } = loadSwarm(await readFile(join(ROOT, 'weights/swarm.safetensors'))).graph;
const page = benchmarksPage({
  ...{ machine: tiers.machine, tiers, faults: faults.faults, peers: peers.peers, firstPose, soak },
  video: { video: video.video, people: video.people },
  squadWork: squads[0] ? programWork(squads[0]) : 0,
});
await writeFile(join(ROOT, 'docs/benchmarks.md'), page);

/** Runs one of the benches in a process of its own and keeps what it prints. */
async function measure<Report>(name: string, args: readonly string[]): Promise<Report> {
  const json = await node(`bench/run-${name}.ts`, args);
  await writeFile(join(OUT, `${name}.json`), json);
  return JSON.parse(json);
}

function node(script: string, args: readonly string[]): Promise<string> {
  return run(process.execPath, ['--import', 'tsx', join(ROOT, script), ...args]);
}

async function run(command: string, args: readonly string[]): Promise<string> {
  process.stderr.write(`${args.join(' ')}\n`);
  const { stdout } = await promisify(execFile)(command, [...args], { cwd: ROOT, maxBuffer: 1 << 26 });
  return stdout;
}
