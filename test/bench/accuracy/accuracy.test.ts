// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { judgeMasked } from '../../../bench/accuracy/masked.ts';
import { faultPlot, recallPlot, reliabilityPlot } from '../../../bench/accuracy/plots.ts';
import { recallByHeight } from '../../../bench/accuracy/recall.ts';
import { judgeShown } from '../../../bench/accuracy/shown.ts';
import { readAnnotations } from '../../../cli/annotations/annotations.ts';
import { openDetector } from '../../../cli/detector.ts';

/** Nothing said about knees and ankles. */
const withoutLegs = (keypoints: readonly number[]): number[] => keypoints.map((value, i) => (i < 3 * 13 ? value : 0));

const SAMPLES = fileURLToPath(new URL('../../../samples', import.meta.url));

describe('the accuracy report on the sample pictures', () => {
  test('everybody is counted once by height, and most are found', async () => {
    const annotations = await readAnnotations(`${SAMPLES}/people.json`);
    const detector = await openDetector({});
    const bins = await recallByHeight(detector, annotations, SAMPLES);
    await detector.dispose();
    const people = bins.reduce((sum, bin) => sum + bin.people, 0);
    expect(people).toBe(annotations.people.length);
    expect(bins.reduce((sum, { found }) => sum + found, 0)).toBeGreaterThan(0.7 * people);
  }, 60_000);

  test('of large people a right pose is counted once, by what is to be seen of them, and most are reported', async () => {
    const annotations = await readAnnotations(`${SAMPLES}/people.json`);
    const [first, second, ...others] = annotations.people;
    // As if of one of them nobody had said where the legs are, and the picture cut another one off.
    const legless = { ...second!, keypoints: withoutLegs(second!.keypoints) };
    const cut = { ...first!, bbox: [294, 55, 284, 665] as const, keypoints: withoutLegs(first!.keypoints) };
    const lines = await judgeShown({ ...annotations, people: [cut, legless, ...others] }, SAMPLES, undefined);
    expect(lines[0]).toEqual({ people: 'cut off below', right: 1, shown: 1 });
    expect(lines[1]).toEqual({ people: 'others without legs in sight', right: 1, shown: 1 });
    const { right, shown } = lines[2]!;
    expect(right).toBeGreaterThan(5);
    expect(shown).toBeGreaterThan(0.7 * right);
    expect(shown).toBeLessThanOrEqual(right);
  }, 60_000);

  test('a covered joint is less sure and less often right', async () => {
    const annotations = await readAnnotations(`${SAMPLES}/people.json`);
    const detector = await openDetector({});
    const { joints, low, right, lowBefore, rightBefore } = await judgeMasked(detector, annotations, SAMPLES);
    await detector.dispose();
    expect(joints).toBeGreaterThan(5);
    expect(low).toBeGreaterThan(lowBefore);
    expect(right).toBeLessThan(rightBefore);
  }, 60_000);
});

describe('its plots', () => {
  test('are SVG documents with a line for everything that is compared', () => {
    const reliability = reliabilityPlot({ ece: 0.03, bins: [{ from: 0, count: 3, score: 0.05, right: 0.1 }] });
    expect(reliability).toContain('calibration error 0.030');
    expect(reliability.match(/<path/g)).toHaveLength(2);
    const faults = faultPlot([{ kind: 'random', faulty: 1, squads: 4, AP: 0.2, worstAP: 0.1 }]);
    for (const kind of ['silent', 'random', 'stuck', 'colluding']) expect(faults).toContain(kind);
    expect(recallPlot([{ from: 40, people: 4, found: 1 }])).toContain('share found');
  });
});
