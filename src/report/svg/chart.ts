import { html, type Markup } from '../markup.ts';
import type { Tick } from './scale.ts';

/** The area of a chart that shows data, in the units of its view box. */
export const PLOT = { left: 72, top: 16, right: 624, bottom: 308 } as const;
const WIDTH = 640;
const HEIGHT = 360;

export interface Axis {
  readonly label: string;
  readonly ticks: readonly Tick[];
  readonly scale: (value: number) => number;
}

export interface Chart {
  /** Unique in the page; letters and digits. */
  readonly id: string;
  readonly title: string;
  /** What the chart shows, in words, for those who cannot see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly body: Markup;
}

/** A chart with axes and a grid. Colours come from the page's style sheet. */
export function chart({ id, title, description, x, y, body }: Chart): Markup {
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-description">
    <title id="${id}-title">${title}</title>
    <desc id="${id}-description">${description}</desc>
    ${y.ticks.map((tick) => horizontalTick(tick, y))} ${x.ticks.map((tick) => verticalTick(tick, x))}
    <path class="axis" d="M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${PLOT.right}" />
    <text class="label" x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${x.label}</text>
    <text class="label" transform="translate(14 ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)" text-anchor="middle">
      ${y.label}
    </text>
    ${body}
  </svg>`;
}

function horizontalTick({ value, text }: Tick, { scale }: Axis): Markup {
  const y = pixels(scale(value));
  return gridLine(`M${PLOT.left} ${y}H${PLOT.right}`, text, { x: PLOT.left - 8, y: y + 4, anchor: 'end' });
}

function verticalTick({ value, text }: Tick, { scale }: Axis): Markup {
  const x = pixels(scale(value));
  return gridLine(`M${x} ${PLOT.top}V${PLOT.bottom}`, text, { x, y: PLOT.bottom + 18, anchor: 'middle' });
}

/** A line of the grid, and its number where the text is anchored. */
function gridLine(line: string, text: string, { x, y, anchor }: { x: number; y: number; anchor: string }): Markup {
  return html`<path class="grid" d="${line}" /><text class="tick" x="${x}" y="${y}" text-anchor="${anchor}">
      ${text}
    </text>`;
}

/** A path through points. */
export const pathThrough = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${pixels(x)} ${pixels(y)}`).join('');

/** To a tenth of a unit: what is finer cannot be seen. */
export const pixels = (value: number): number => Math.round(value * 10) / 10;
