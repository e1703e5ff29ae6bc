// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { judgeMasked } from '../../../bench/accuracy/masked.ts';
import { faultPlot, recallPlot, reliabilityPlot } from '../../../bench/accuracy/plots.ts';
import { recallByHeight } from '../../../bench/accuracy/recall.ts';
import { readAnnotations } from '../../../cli/annotations/annotations.ts';
import { openDetector } from '../../../cli/detector.ts';

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
