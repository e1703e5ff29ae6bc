// SPDX-License-Identifier: Apache-2.0
import { afterAll, expect, test, vi } from 'vitest';
import { samplePicture } from '../../bench/accuracy/samples.ts';
import { createDetector } from '../../src/node/index.ts';
import type { Metric } from '../../src/observe/metrics.ts';
import { toPrometheus } from '../../src/observe/prometheus.ts';
import { createTelemetry } from '../../src/observe/telemetry.ts';

const detector = await createDetector();
afterAll(() => detector.dispose());

function named(metrics: readonly Metric[], name: string): Metric {
  const found = metrics.find((metric) => metric.name === name);
  if (!found) throw new Error(`no metric is called ${name}`);
  return found;
}

test('pictures, times, people and squads are counted, with what the application adds', async () => {
  const telemetry = createTelemetry(detector, { attributes: { variant: 'b' } });
  const picture = await samplePicture('street.jpg');
  let seconds = 0;
  for (let i = 0; i < 3; i++) {
    await detector.estimatePoses(picture);
    telemetry.frame();
    seconds += detector.stats.lastMs / 1000;
  }
  const metrics = telemetry.metrics();
  const attributes = { variant: 'b' };
  expect(named(metrics, 'poseswarm.frames').points).toEqual([{ attributes, value: 3 }]);
  expect(named(metrics, 'poseswarm.frame.duration').points).toMatchObject([
    { attributes, count: 3, sum: expect.closeTo(seconds, 9) },
  ]);
  expect(named(metrics, 'poseswarm.squad.reputation').points).toEqual(
    detector.agents
      .squads()
      .map(({ id, reputation }) => ({ attributes: { ...attributes, squad: id }, value: reputation })),
  );
  expect(named(metrics, 'poseswarm.agents').points).toContainEqual({
    attributes: { ...attributes, state: 'active' },
    value: detector.stats.agents.active,
  });
  const text = toPrometheus(metrics);
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(/^# (HELP|TYPE) poseswarm_\w+ .+$|^poseswarm_\w+(\{(\w+="[^"]*",?)+\})? -?[\d.e+-]+$/);
  }
  telemetry.stop();
});

test('faults and recoveries are counted until it is stopped', async () => {
  const telemetry = createTelemetry(detector);
  const picture = await samplePicture('waving.jpg');
  const faults = () => named(telemetry.metrics(), 'poseswarm.squad.faults').points;
  detector.agents.corrupt('squad-2');
  for (let i = 0; i < 40 && faults().length === 0; i++) await detector.estimatePoses(picture);
  expect(faults()).toEqual([{ attributes: { squad: 'squad-2', cause: expect.any(String) }, value: 1 }]);
  telemetry.stop();
  detector.agents.restore('squad-2');
  detector.agents.corrupt('squad-2');
  for (let i = 0; i < 10; i++) await detector.estimatePoses(picture);
  expect(faults()).toHaveLength(1);
  detector.agents.restore('squad-2');
});

test('nothing is sent', async () => {
  const fetching = vi.spyOn(globalThis, 'fetch');
  const telemetry = createTelemetry(detector);
  await detector.estimatePoses(await samplePicture('waving.jpg'));
  telemetry.frame();
  telemetry.metrics();
  telemetry.stop();
  expect(fetching).not.toHaveBeenCalled();
  fetching.mockRestore();
});

test.each([
  [undefined, {}, 'detector is undefined, expected that of createDetector()'],
  [{}, {}, 'detector is [object Object], expected'],
  ['it', { attributes: { variant: 3 } }, 'attributes.variant is 3, expected a text'],
  ['it', { attribute: {} }, 'options has "attribute", expected only attributes'],
])('%o, %o is refused', (given, options, message) => {
  // As JavaScript might call it.
  const call = () => Reflect.apply(createTelemetry, undefined, [given === 'it' ? detector : given, options]);
  expect(call).toThrow(expect.objectContaining({ code: 'bad-option', message: expect.stringContaining(message) }));
});
