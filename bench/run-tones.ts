// SPDX-License-Identifier: Apache-2.0
// A gate for new weights: rendered people who differ in the colour of their skin only (`training/synth/tones.py`) have nearly the same AP.
//   npx tsx bench/run-tones.ts DIR [--most 0.05] [--weights FILE]
// exits with 1 where the worst of the folders `mst-*` lies further behind the best.
import { readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { numberFrom } from '../cli/args.ts';
import { table } from '../cli/io.ts';
import { gapOf, judgeTone, type ToneLine } from './accuracy/tones.ts';

const { values, positionals } = parseArgs({
  options: { most: { type: 'string' }, weights: { type: 'string' } },
  allowPositionals: true,
});
const most = numberFrom('most', values.most, 0, 1) ?? 0.05;
const [folder = ''] = positionals;
const tones = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
const lines: ToneLine[] = [];
const note = (line: string): boolean => process.stderr.write(`${line}\n`);
for (const { name } of tones) lines.push(await judgeTone(folder, name, note, values.weights));
const rows = lines.map(({ tone, people, AP }) => [tone, people, AP.gt.toFixed(3), AP.scouts.toFixed(3)]);
process.stdout.write(`${table(['tone', 'people', 'AP, gt', 'AP, scouts'], rows)}\n`);
const skins = lines.filter(({ tone }) => tone.startsWith('mst-'));
if (skins.length > 0) {
  const { gt, scouts } = gapOf(skins);
  const gaps = `${gt.toFixed(3)} apart with given boxes, ${scouts.toFixed(3)} behind the scouts`;
  process.stdout.write(`\nskin: ${gaps}; ${most} is allowed\n`);
  process.exitCode = Math.max(gt, scouts) > most ? 1 : 0;
}
