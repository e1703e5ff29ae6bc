// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { barPlot, linePlot, niceTop } from '../../bench/svg-plot.ts';

describe('SVG plots', () => {
  it('end axes where they read well', () => {
    expect([0.9, 1, 1.2, 2.2, 3, 7, 1001].map(niceTop)).toEqual([1, 1, 2, 2.5, 5, 10, 2000]);
    expect([0, -3, Number.NaN, Number.POSITIVE_INFINITY].map(niceTop)).toEqual([1, 1, 1, 1]);
  });

  it('draw a line through the points in the order of x', () => {
    const points = [
      [200, 5],
      [100, 10],
    ] as const;
    const svg = linePlot({ title: 'Speed', x: { label: 'agents' }, y: { label: 'fps' }, points });
    // x 0..200 lies on 70..700, y 0..10 on 340..50.
    expect(svg).toContain('d="M385 50 L700 195"');
    expect(svg.match(/<circle /g)).toHaveLength(2);
    expect(svg).toContain('>agents</text>');
  });

  it('draw bars as long as their values say, with value and unit', () => {
    const bars = [
      { label: 'slow', value: 10 },
      { label: 'fast', value: 2.5 },
    ];
    const svg = barPlot({ title: 'Time', unit: 'ms', bars });
    const widths = [...svg.matchAll(/<rect x="260"[^>]* width="([\d.]+)"/g)].map((match) => Number(match[1]));
    expect(widths).toEqual([370, 92.5]);
    expect(svg).toContain('>2.5 ms</text>');
  });

  it('keep names from being markup', () => {
    const svg = barPlot({ title: 'a < b & "c"', unit: 'ms', bars: [{ label: '<script>', value: 1 }] });
    expect(svg).toContain('aria-label="a &lt; b &amp; &quot;c&quot;"');
    expect(svg).not.toContain('<script>');
  });
});
