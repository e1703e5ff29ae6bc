// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createCounter, createHistogram, gauge } from '../../src/observe/metrics.ts';
import { toOtlp } from '../../src/observe/otlp.ts';

test('the body of a request to a collector', () => {
  const counter = createCounter({ name: 'poseswarm.frames', description: 'Pictures answered', unit: '{frame}' });
  counter.add(3, { variant: 'a' });
  const duration = createHistogram({ name: 'poseswarm.frame.duration', description: 'Time', unit: 's' }, [0.5]);
  duration.record(0.25);
  const agents = gauge({ name: 'poseswarm.agents', description: 'Agents', unit: '{agent}' }, [
    { attributes: { state: 'active' }, value: 1000 },
  ]);
  const since = 1_796_000_000_000;
  const times = { startTimeUnixNano: '1796000000000000000', timeUnixNano: '1796000001500000000' };
  const body = toOtlp([counter.read(), duration.read(), agents], {
    resource: { 'service.name': 'gym' },
    since,
    now: since + 1500,
  });
  expect(body).toEqual({
    resourceMetrics: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'gym' } }] },
        scopeMetrics: [
          {
            scope: { name: 'poseswarm' },
            metrics: [
              {
                ...{ name: 'poseswarm.frames', description: 'Pictures answered', unit: '{frame}' },
                sum: {
                  dataPoints: [
                    { attributes: [{ key: 'variant', value: { stringValue: 'a' } }], ...times, asDouble: 3 },
                  ],
                  aggregationTemporality: 2,
                  isMonotonic: true,
                },
              },
              {
                ...{ name: 'poseswarm.frame.duration', description: 'Time', unit: 's' },
                histogram: {
                  dataPoints: [
                    {
                      ...{ attributes: [], ...times, sum: 0.25, explicitBounds: [0.5] },
                      ...{ count: '1', bucketCounts: ['1', '0'] },
                    },
                  ],
                  aggregationTemporality: 2,
                },
              },
              {
                ...{ name: 'poseswarm.agents', description: 'Agents', unit: '{agent}' },
                gauge: {
                  dataPoints: [
                    { attributes: [{ key: 'state', value: { stringValue: 'active' } }], ...times, asDouble: 1000 },
                  ],
                },
              },
            ],
          },
        ],
      },
    ],
  });
});
