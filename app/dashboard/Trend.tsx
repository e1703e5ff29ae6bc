// SPDX-License-Identifier: Apache-2.0
import type { Second } from 'poseswarm/observe';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

const HEIGHT = 120;
const FIVE_MINUTES = 300;

/** Frames a second over the last five minutes. */
export function Trend({ seconds }: { readonly seconds: readonly Second[] }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    plot.current = new uPlot(options(element), [[], []], element);
    const observer = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
    };
  }, []);
  const last = seconds.at(-1);
  useEffect(() => {
    const now = last?.at ?? 0;
    plot.current?.setData([seconds.map(({ at }) => at - now), seconds.map(({ fps }) => fps)]);
  }, [last?.at]);
  const words = last ? `${last.fps} frames in the last second` : 'Nothing yet';
  return <div class="trend" ref={box} role="img" aria-label={words} />;
}

function options(element: Element): uPlot.Options {
  // Asked for at every drawing: light and dark may change meanwhile.
  const colour = (name: string) => () => getComputedStyle(element).getPropertyValue(name);
  const axis = {
    stroke: colour('--dim'),
    grid: { stroke: colour('--line') },
    ticks: { show: false },
    font: '11px system-ui',
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { time: false, range: [-FIVE_MINUTES, 0] },
      y: { range: (_, __, most) => [0, Math.max(10, most * 1.15)] },
    },
    axes: [
      {
        ...axis,
        size: 24,
        values: (_, ticks) => ticks.map((at) => (at === 0 ? 'now' : `${Math.round(at / 60)} min`)),
        incrs: [60],
      },
      { ...axis, size: 34 },
    ],
    series: [{}, { stroke: colour('--accent'), width: 1.5, points: { show: false } }],
  };
}
