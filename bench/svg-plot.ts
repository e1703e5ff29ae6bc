// SPDX-License-Identifier: Apache-2.0

const WIDTH = 720;
const HEIGHT = 400;
const MARGIN = { left: 70, right: 20, top: 50, bottom: 60 };
const INK = '#1f2933';
const GRID = '#d9dee3';
const ACCENT = '#0b6e99';
const COLOURS = [ACCENT, '#b3541e', '#3d7a35', '#7a3d73'] as const;
const FONT = 'font-family="system-ui, sans-serif"';

export interface Axis {
  readonly label: string;
}

/** Points joined by a line, in the order of x. */
export interface LinePlot {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Several lines over the same axes, each with its name. */
export interface LinesPlot extends Omit<LinePlot, 'points'> {
  readonly lines: readonly { readonly label: string; readonly points: LinePlot['points'] }[];
}

/** Horizontal bars, one a label. */
export interface BarPlot {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly { readonly label: string; readonly value: number }[];
}

/** A line plot as a whole SVG document; both axes begin at 0. */
export function linePlot({ points, ...plot }: LinePlot): string {
  return linesPlot({ ...plot, lines: [{ label: '', points }] });
}

/** The same with several lines. */
export function linesPlot(plot: LinesPlot): string {
  const all = plot.lines.flatMap(({ points }) => points);
  const xTop = niceTop(Math.max(...all.map(([x]) => x)));
  const yTop = niceTop(Math.max(...all.map(([, y]) => y)));
  const right = WIDTH - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  const px = (x: number): number => round(MARGIN.left + (x / xTop) * (right - MARGIN.left));
  const py = (y: number): number => round(bottom - (y / yTop) * (bottom - MARGIN.top));
  const parts = [
    ...ticks(yTop).map(
      (y) => `${rule(MARGIN.left, py(y), right, py(y))}${text(MARGIN.left - 8, py(y) + 4, tick(y), 'end')}`,
    ),
    ...ticks(xTop).map(
      (x) => `${rule(px(x), MARGIN.top, px(x), bottom)}${text(px(x), bottom + 18, tick(x), 'middle')}`,
    ),
    text((MARGIN.left + right) / 2, HEIGHT - 16, plot.x.label, 'middle'),
    text(MARGIN.left, MARGIN.top - 10, plot.y.label, 'start'),
    ...plot.lines.map(({ points }, i) => {
      const colour = colourOf(i);
      const sorted = [...points].sort((a, b) => a[0] - b[0]);
      const path = sorted.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${px(x)} ${py(y)}`).join(' ');
      const dots = sorted.map(([x, y]) => `<circle cx="${px(x)}" cy="${py(y)}" r="4" fill="${colour}"/>`).join('');
      return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}`;
    }),
    legend(plot.lines.map(({ label }) => label)),
  ];
  return svgDocument(plot.title, HEIGHT, parts);
}

/** A bar plot as a whole SVG document. */
export function barPlot(plot: BarPlot): string {
  const left = 260;
  const top = niceTop(Math.max(...plot.bars.map((bar) => bar.value)));
  const scale = (WIDTH - left - 90) / top;
  const parts = plot.bars.map(({ label, value }, i) => {
    const y = MARGIN.top + i * 28;
    const width = round(value * scale);
    return (
      `<rect x="${left}" y="${y}" width="${width}" height="20" fill="${ACCENT}"/>` +
      text(left - 8, y + 15, label, 'end') +
      text(left + width + 6, y + 15, `${tick(value)} ${plot.unit}`, 'start')
    );
  });
  return svgDocument(plot.title, MARGIN.top + plot.bars.length * 28 + 20, parts);
}

function svgDocument(title: string, height: number, parts: readonly string[]): string {
  const name = escapeXml(title);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${name}">`,
    `<title>${name}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="20" y="24" ${FONT} font-size="16" font-weight="600" fill="${INK}">${name}</text>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** The lines' names in their colours, in one row above the plot's right end. */
function legend(labels: readonly string[]): string {
  const names = labels.map((label, i) => `<tspan dx="12" fill="${colourOf(i)}">${escapeXml(label)}</tspan>`);
  const [x, y] = [WIDTH - MARGIN.right, MARGIN.top - 10];
  return `<text x="${x}" y="${y}" ${FONT} font-size="12" text-anchor="end">${names.join('')}</text>`;
}

function colourOf(line: number): string {
  return COLOURS[line % COLOURS.length] ?? INK;
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${x}" y="${y}" ${FONT} font-size="12" fill="${INK}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
}

function rule(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${GRID}"/>`;
}

/** 1, 2, 2.5, 5 or 10 times a power of ten, at least `value`: an end of an axis that reads well. */
export function niceTop(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}

function ticks(top: number): number[] {
  return Array.from({ length: 6 }, (_, i) => (top * i) / 5);
}

function tick(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

function escapeXml(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
