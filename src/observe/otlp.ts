// SPDX-License-Identifier: Apache-2.0
// OpenTelemetry's protocol as JSON (https://opentelemetry.io/docs/specs/otlp, metrics/v1): the body of a POST to a collector's `/v1/metrics`.
import type { Attributes, Metric } from './metrics.ts';

/** Of a sum: since `startTimeUnixNano`, not since the last report. */
const CUMULATIVE = 2;
const NANOSECONDS = 1_000_000n;

export interface OtlpOptions {
  /** What the numbers are about: `service.name`, and what else is worth telling. */
  readonly resource: Attributes;
  /** Milliseconds since 1970: when counting began (`Telemetry.since`), and now. */
  readonly since: number;
  readonly now?: number;
}

/** An `ExportMetricsServiceRequest`, to be written with `JSON.stringify`. */
export function toOtlp(metrics: readonly Metric[], { resource, since, now = Date.now() }: OtlpOptions): object {
  const times = { startTimeUnixNano: nano(since), timeUnixNano: nano(now) };
  return {
    resourceMetrics: [
      {
        resource: { attributes: pairs(resource) },
        scopeMetrics: [{ scope: { name: 'poseswarm' }, metrics: metrics.map((metric) => dataOf(metric, times)) }],
      },
    ],
  };
}

function dataOf(metric: Metric, times: object): object {
  const { name, description, unit } = metric;
  const named = { name, description, unit };
  if (metric.kind === 'histogram') {
    const dataPoints = metric.points.map(({ attributes, counts, count, sum }) => ({
      ...{ attributes: pairs(attributes), ...times, sum, explicitBounds: metric.bounds },
      // 64-bit integers are texts in this JSON.
      count: String(count),
      bucketCounts: counts.map(String),
    }));
    return { ...named, histogram: { dataPoints, aggregationTemporality: CUMULATIVE } };
  }
  const dataPoints = metric.points.map(({ attributes, value }) => ({
    ...{ attributes: pairs(attributes), ...times, asDouble: value },
  }));
  if (metric.kind === 'gauge') return { ...named, gauge: { dataPoints } };
  return { ...named, sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true } };
}

function pairs(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

function nano(ms: number): string {
  return String(BigInt(Math.round(ms)) * NANOSECONDS);
}
