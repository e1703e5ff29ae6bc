// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { faultCurve, quorumCurve } from '../../../bench/accuracy/fault-curve.ts';
import { openRecount, type Recount, type Witnessed, witness } from '../../../bench/accuracy/witnesses.ts';
import { type Annotations, readAnnotations } from '../../../cli/annotations/annotations.ts';

const SAMPLES = fileURLToPath(new URL('../../../samples', import.meta.url));

describe('AP against faulty voters, on the sample pictures', () => {
  let annotations: Annotations;
  let seen: readonly Witnessed[];
  let recount: Recount;
  beforeAll(async () => {
    annotations = await readAnnotations(`${SAMPLES}/people.json`);
    seen = await witness(annotations, SAMPLES);
    recount = await openRecount();
  }, 60_000);

  test('everybody is seen by four squads', () => {
    expect(seen.length).toBe(annotations.people.filter(({ numKeypoints }) => numKeypoints > 0).length);
    for (const { votes } of seen) expect(votes.length).toBe(4 * 17 * 4);
  });

  test('one faulty squad of four costs little, whatever it says', () => {
    const curve = faultCurve(annotations, seen, recount);
    const honest = curve.find(({ faulty }) => faulty === 0)?.AP ?? 0;
    expect(honest).toBeGreaterThan(0.6);
    for (const { faulty, worstAP } of curve) if (faulty <= 1) expect(worstAP).toBeGreaterThan(honest - 0.15);
    expect(curve).toHaveLength(4 * 3);
  });

  test('the quorum of all is what nobody faulty gives', () => {
    const { quorum, alone } = quorumCurve(annotations, seen, recount);
    expect(quorum).toHaveLength(4);
    expect(quorum[0]).toBe(alone[0]);
    expect(quorum[3]).toBe(faultCurve(annotations, seen, recount)[0]?.AP);
  });
});
