import type { JudgedPair } from '../../pipelines/validate-lfw/lfw-report.ts';
import { type Markup, html } from '../markup.ts';
import { PLOT, chart, pathThrough, pixels } from './chart.ts';
import { decadeTicks, linearScale, logScale, roundTicks } from './scale.ts';

/** The rates at one threshold. */
export interface RocPoint {
  readonly falseAcceptRate: number;
  readonly truePositiveRate: number;
}

/**
 * The ROC of all pairs taken together, at every threshold that makes a difference, from none accepted to all. FaceNet's own curve, an
 * average over folds at steps of 0.01, is too coarse for a logarithmic axis.
 */
export function pooledRoc(pairs: readonly Pick<JudgedPair, 'same' | 'distance'>[]): RocPoint[] {
  const genuine = pairs.filter(({ same }) => same).length;
  const sorted = pairs.toSorted((a, b) => a.distance - b.distance);
  const points: RocPoint[] = [{ falseAcceptRate: 0, truePositiveRate: 0 }];
  let trueAccepts = 0;
  for (const [index, { same, distance }] of sorted.entries()) {
    if (same) trueAccepts += 1;
    // Pairs of one distance are accepted together.
    if (sorted[index + 1]?.distance === distance) continue;
    points.push({
      falseAcceptRate: (index + 1 - trueAccepts) / (pairs.length - genuine),
      truePositiveRate: trueAccepts / genuine,
    });
  }
  return points;
}

/** Where the vertical axis may begin: the room above is what tells good models apart. */
const FLOORS = [0.99, 0.98, 0.95, 0.9, 0.8, 0.5, 0];

/** The ROC with a logarithmic axis of false accept rates, and the operating point of the validation rate. */
export function rocChart(points: readonly RocPoint[], operating: RocPoint, farTarget: number): Markup {
  const smallest = Math.min(...points.flatMap(({ falseAcceptRate: far }) => (far > 0 ? far : [])), farTarget / 2);
  const lowest = 10 ** Math.floor(Math.log10(smallest) + 1e-9);
  const floor = floorOf(points, operating);
  const x = logScale([lowest, 1], [PLOT.left, PLOT.right]);
  const y = linearScale([floor, 1], [PLOT.bottom, PLOT.top]);
  return chart({
    id: 'roc',
    title: 'ROC',
    description: describe(points, operating),
    x: { label: 'False accept rate (logarithmic)', ticks: decadeTicks(lowest, 1), scale: x },
    y: {
      label: `True positive rate${floor > 0 ? `, from ${floor}` : ''}`,
      ticks: roundTicks(floor, 1, 5),
      scale: y,
    },
    body: html`<path class="target" d="M${pixels(x(farTarget))} ${PLOT.top}V${PLOT.bottom}" />
      <path
        class="curve"
        d="${pathThrough(steps(points, floor).map((p) => [x(p.falseAcceptRate), y(p.truePositiveRate)]))}"
      />
      ${operatingPoint(x(operating.falseAcceptRate), y(operating.truePositiveRate), operating)}`,
  });
}

function operatingPoint(x: number, y: number, { truePositiveRate }: RocPoint): Markup {
  const toLeft = x > (PLOT.left + PLOT.right) / 2;
  return html`<circle class="point" cx="${pixels(x)}" cy="${pixels(y)}" r="5" /><text
      class="note"
      x="${pixels(x + (toLeft ? -12 : 12))}"
      y="${pixels(Math.min(y + 20, PLOT.bottom - 8))}"
      text-anchor="${toLeft ? 'end' : 'start'}"
    >
      validation rate ${truePositiveRate.toFixed(3)}
    </text>`;
}

/** Below the floor nothing is drawn; the curve enters from there. */
const steps = (points: readonly RocPoint[], floor: number): readonly RocPoint[] => {
  const first = points.findIndex(({ truePositiveRate }) => truePositiveRate >= floor);
  return points.slice(Math.max(0, first - 1));
};

/** As high as shows all of the curve from where the first impostor is accepted. */
function floorOf(points: readonly RocPoint[], { truePositiveRate }: RocPoint): number {
  const withoutImpostors = points.filter(({ falseAcceptRate }) => falseAcceptRate === 0);
  const start = Math.min(truePositiveRate, withoutImpostors.at(-1)?.truePositiveRate ?? 0);
  return FLOORS.find((floor) => floor < start) ?? 0;
}

function describe(points: readonly RocPoint[], operating: RocPoint): string {
  const at = (far: number): string => {
    const reached = points.filter(({ falseAcceptRate }) => falseAcceptRate <= far).at(-1);
    return `${(reached?.truePositiveRate ?? 0).toFixed(3)} at ${far}`;
  };
  return `True positive rate by false accept rate: ${[0.001, 0.01, 0.1].map(at).join(', ')}. Over the folds the validation rate is ${operating.truePositiveRate.toFixed(3)} at ${operating.falseAcceptRate.toFixed(5)}.`;
}
