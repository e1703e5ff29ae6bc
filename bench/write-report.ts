// SPDX-License-Identifier: Apache-2.0
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchReport } from './report.ts';
import { barPlot, linePlot } from './svg-plot.ts';

/** Writes bench.json and its plots into a folder (made when missing); returns the paths. */
export async function writeReport(folder: string, report: BenchReport): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files = new Map([['bench.json', `${JSON.stringify(report, undefined, 2)}\n`], ...plots(report)]);
  const paths: string[] = [];
  for (const [name, content] of files) {
    const path = join(folder, name);
    await writeFile(path, content);
    paths.push(path);
  }
  return paths;
}

/** File name and SVG of every plot that the report has numbers for. */
export function plots({ tiers, agentsCurve }: BenchReport): [name: string, svg: string][] {
  const judged = agentsCurve.flatMap(({ agents, AP }) => (AP === null ? [] : [[agents, AP] as const]));
  const agentsAxis = { label: 'agents at work' };
  const made: [string, string][] = [];
  if (tiers.length > 0) {
    const bars = tiers.map(({ tier, where, work, people, p50Ms }) => {
      return { label: `${where} ${tier}, ${work}, ${people} ${people === 1 ? 'person' : 'people'}`, value: p50Ms };
    });
    made.push(['tiers.svg', barPlot({ title: 'Median time by tier', unit: 'ms', bars })]);
  }
  if (agentsCurve.length > 0) {
    const points = agentsCurve.map(({ agents, fps }) => [agents, fps] as const);
    const title = 'Speed against agents (one person in a given box)';
    made.push(['agents-fps.svg', linePlot({ title, x: agentsAxis, y: { label: 'frames a second' }, points })]);
  }
  if (judged.length > 0) {
    const title = 'Accuracy against agents (COCO AP, ground-truth boxes)';
    made.push(['agents-ap.svg', linePlot({ title, x: agentsAxis, y: { label: 'AP' }, points: judged })]);
  }
  return made;
}
