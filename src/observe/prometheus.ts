// SPDX-License-Identifier: Apache-2.0
// Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats); names as OpenTelemetry turns them into its own
// (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics).
import type { Attributes, Metric } from './metrics.ts';

/** Words for units; those in braces say what is counted and are not part of a name. */
const UNITS: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes', '1': '_ratio' };

/** What a server answers to Prometheus, as `text/plain; version=0.0.4`. */
export function toPrometheus(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ points }) => points.length > 0)
    .flatMap((metric) => {
      const name = nameOf(metric);
      return [
        `# HELP ${name} ${escaped(metric.description)}`,
        `# TYPE ${name} ${metric.kind}`,
        ...samples(name, metric),
      ];
    })
    .map((line) => `${line}\n`)
    .join('');
}

function nameOf({ name, unit, kind }: Metric): string {
  const base = name.replaceAll(/[^a-zA-Z0-9_:]/g, '_') + (UNITS[unit] ?? '');
  return kind === 'counter' ? `${base}_total` : base;
}

function samples(name: string, metric: Metric): string[] {
  if (metric.kind !== 'histogram') {
    return metric.points.map(({ attributes, value }) => `${name}${labels(attributes)} ${value}`);
  }
  return metric.points.flatMap(({ attributes, counts, count, sum }) => {
    let upTo = 0;
    const buckets = counts.map((inside, i) => {
      upTo += inside;
      return `${name}_bucket${labels({ ...attributes, le: String(metric.bounds[i] ?? '+Inf') })} ${upTo}`;
    });
    return [...buckets, `${name}_sum${labels(attributes)} ${sum}`, `${name}_count${labels(attributes)} ${count}`];
  });
}

function labels(attributes: Attributes): string {
  const pairs = Object.entries(attributes).map(
    ([name, value]) => `${name.replaceAll(/[^a-zA-Z0-9_]/g, '_')}="${escaped(value).replaceAll('"', '\\"')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
