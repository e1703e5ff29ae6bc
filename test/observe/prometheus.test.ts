// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createCounter, createHistogram, gauge } from '../../src/observe/metrics.ts';
import { toPrometheus } from '../../src/observe/prometheus.ts';

test('counters, gauges and histograms in the text format, by name, unit and kind', () => {
  const counter = createCounter({ name: 'poseswarm.frames', description: 'Pictures answered', unit: '{frame}' });
  counter.add(3);
  const duration = createHistogram({ name: 'poseswarm.frame.duration', description: 'Time', unit: 's' }, [0.001, 0.5]);
  for (const seconds of [0.0005, 0.25, 0.25, 4]) duration.record(seconds, { variant: 'a' });
  const memory = gauge({ name: 'poseswarm.memory.usage', description: 'Memory', unit: 'By' }, [
    { attributes: { 'host.name': 'a "b"\\c\nd' }, value: 4096 },
  ]);
  const share = gauge({ name: 'poseswarm.consensus', description: 'Two\nlines', unit: '1' }, [
    { attributes: {}, value: 0.5 },
  ]);
  expect(toPrometheus([counter.read(), duration.read(), memory, share])).toBe(
    [
      '# HELP poseswarm_frames_total Pictures answered',
      '# TYPE poseswarm_frames_total counter',
      'poseswarm_frames_total 3',
      '# HELP poseswarm_frame_duration_seconds Time',
      '# TYPE poseswarm_frame_duration_seconds histogram',
      'poseswarm_frame_duration_seconds_bucket{variant="a",le="0.001"} 1',
      'poseswarm_frame_duration_seconds_bucket{variant="a",le="0.5"} 3',
      'poseswarm_frame_duration_seconds_bucket{variant="a",le="+Inf"} 4',
      'poseswarm_frame_duration_seconds_sum{variant="a"} 4.5005',
      'poseswarm_frame_duration_seconds_count{variant="a"} 4',
      '# HELP poseswarm_memory_usage_bytes Memory',
      '# TYPE poseswarm_memory_usage_bytes gauge',
      'poseswarm_memory_usage_bytes{host_name="a \\"b\\"\\\\c\\nd"} 4096',
      '# HELP poseswarm_consensus_ratio Two\\nlines',
      '# TYPE poseswarm_consensus_ratio gauge',
      'poseswarm_consensus_ratio 0.5',
      '',
    ].join('\n'),
  );
});

test('what was never counted is not there', () => {
  const none = createCounter({ name: 'a', description: 'b', unit: '1' });
  expect(toPrometheus([none.read()])).toBe('');
});
