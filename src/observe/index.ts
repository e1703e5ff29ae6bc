// SPDX-License-Identifier: Apache-2.0
export { type Assignment, assign, type Experiment, type Variant } from './experiment.ts';
export type {
  Attributes,
  CounterMetric,
  GaugeMetric,
  HistogramMetric,
  HistogramPoint,
  Metric,
  NumberPoint,
} from './metrics.ts';
export { createMonitor, type Monitor, percentile, type Second, type Snapshot, type Steps } from './monitor.ts';
export { type OtlpOptions, toOtlp } from './otlp.ts';
export { toPrometheus } from './prometheus.ts';
export {
  type CountedDetector,
  type CountedEvents,
  createTelemetry,
  type Telemetry,
  type TelemetryOptions,
} from './telemetry.ts';
