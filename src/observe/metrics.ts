// SPDX-License-Identifier: Apache-2.0
// Measurements as OpenTelemetry names them (https://opentelemetry.io/docs/specs/otel/metrics/data-model), and the instruments that take them.

/** What a series is told apart by: the squad, say. */
export type Attributes = Readonly<Record<string, string>>;

interface Named {
  /** Words with dots: `poseswarm.frame.duration`. */
  readonly name: string;
  readonly description: string;
  /** By UCUM: `s`, `By`, `1`, or what is counted, `{frame}`. */
  readonly unit: string;
}

/** What only grows. */
export interface CounterMetric extends Named {
  readonly kind: 'counter';
  readonly points: readonly NumberPoint[];
}

/** What is as it is at the moment. */
export interface GaugeMetric extends Named {
  readonly kind: 'gauge';
  readonly points: readonly NumberPoint[];
}

/** How often values fell between bounds. */
export interface HistogramMetric extends Named {
  readonly kind: 'histogram';
  /** Upper bounds of all buckets but the last, rising; a value that equals one belongs below it. */
  readonly bounds: readonly number[];
  readonly points: readonly HistogramPoint[];
}

export type Metric = CounterMetric | GaugeMetric | HistogramMetric;

export interface NumberPoint {
  readonly attributes: Attributes;
  readonly value: number;
}

export interface HistogramPoint {
  readonly attributes: Attributes;
  /** One more than there are bounds. */
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
}

export interface Counter {
  add(amount: number, attributes?: Attributes): void;
  read(): CounterMetric;
}

export interface Histogram {
  /** Values that are no numbers are not counted. */
  record(value: number, attributes?: Attributes): void;
  read(): HistogramMetric;
}

export function createCounter(named: Named): Counter {
  const series = createSeries(() => ({ value: 0 }));
  return {
    add(amount, attributes = {}) {
      if (amount > 0) series.of(attributes).value += amount;
    },
    read: () => ({
      ...named,
      kind: 'counter',
      points: series.all().map(([attributes, { value }]) => ({ attributes, value })),
    }),
  };
}

/** @param bounds Rising. */
export function createHistogram(named: Named, bounds: readonly number[]): Histogram {
  const series = createSeries(() => ({ counts: new Array<number>(bounds.length + 1).fill(0), count: 0, sum: 0 }));
  return {
    record(value, attributes = {}) {
      if (!Number.isFinite(value)) return;
      const one = series.of(attributes);
      const above = bounds.findIndex((bound) => value <= bound);
      const bucket = above < 0 ? bounds.length : above;
      one.counts[bucket] = (one.counts[bucket] ?? 0) + 1;
      one.count++;
      one.sum += value;
    },
    read: () => ({
      ...named,
      kind: 'histogram',
      bounds,
      points: series.all().map(([attributes, { counts, count, sum }]) => ({
        ...{ attributes, count, sum },
        counts: [...counts],
      })),
    }),
  };
}

/** What is known at the moment. */
export function gauge(named: Named, points: readonly NumberPoint[]): GaugeMetric {
  return { ...named, kind: 'gauge', points };
}

/** One record for each set of attributes. */
function createSeries<T>(make: () => T): { of(attributes: Attributes): T; all(): (readonly [Attributes, T])[] } {
  const known = new Map<string, readonly [Attributes, T]>();
  return {
    of(attributes) {
      const key = JSON.stringify(Object.entries(attributes).sort());
      const found = known.get(key) ?? ([attributes, make()] as const);
      known.set(key, found);
      return found[1];
    },
    all: () => [...known.values()],
  };
}
