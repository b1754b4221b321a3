import type { FddbCurve } from '../../evaluation/detection/fddb.ts';
import type { SettingFigures } from '../../pipelines/evaluate-detection/detection-report.ts';
import { type Markup, html } from '../markup.ts';
import { PLOT, chart, pathThrough, pixels } from './chart.ts';
import { linearScale, logScale, roundTicks, decadeTicks } from './scale.ts';

/** Precision over recall, a curve a setting. */
export function precisionRecallChart(settings: readonly SettingFigures[]): Markup {
  const x = linearScale([0, 1], [PLOT.left, PLOT.right]);
  const y = linearScale([0, 1], [PLOT.bottom, PLOT.top]);
  return chart({
    id: 'precision',
    title: 'Precision and recall',
    description: settings
      .map(({ setting, averagePrecision }) => `${setting} ${averagePrecision.toFixed(3)}`)
      .join(', '),
    x: { label: 'Recall', ticks: roundTicks(0, 1, 5), scale: x },
    y: { label: 'Precision', ticks: roundTicks(0, 1, 5), scale: y },
    body: html`${settings.map((figures) => precisionCurve(figures, x, y))}`,
  });
}

type Scale = (value: number) => number;

function precisionCurve({ setting, recall, precision }: SettingFigures, x: Scale, y: Scale): Markup {
  const points = recall
    .map((value, i) => [value, precision[i] ?? NaN] as const)
    .filter(([, value]) => !Number.isNaN(value));
  const [lastX, lastY] = points.at(-1) ?? [0, 1];
  return html`<path class="curve" d="${pathThrough(points.map(([a, b]) => [x(a), y(b)]))}" />
    <text class="note" x="${pixels(x(lastX) + 6)}" y="${pixels(y(lastY))}">${setting}</text>`;
}

/** FDDB's two curves: the share of the faces that is found over the number of false detections. */
export function fddbChart({ points }: FddbCurve): Markup {
  const most = Math.max(10, points.at(-1)?.falsePositives ?? 0);
  const x = logScale([1, most], [PLOT.left, PLOT.right]);
  const y = linearScale([0, 1], [PLOT.bottom, PLOT.top]);
  const last = points.at(-1);
  return chart({
    id: 'fddb',
    title: 'FDDB',
    description: `Share of the faces: ${(last?.discrete ?? 0).toFixed(3)} discrete and ${(last?.continuous ?? 0).toFixed(3)} continuous with ${last?.falsePositives ?? 0} false detections.`,
    x: { label: 'False detections (logarithmic)', ticks: decadeTicks(1, most), scale: x },
    y: { label: 'Share of the faces', ticks: roundTicks(0, 1, 5), scale: y },
    body: html`${(['discrete', 'continuous'] as const).map(
      (kind) =>
        html`<path
            class="curve ${kind === 'discrete' ? '' : 'other'}"
            d="${pathThrough(points.map((point) => [x(point.falsePositives), y(point[kind])]))}"
          /><text class="note" x="${PLOT.right - 4}" y="${pixels(y(last?.[kind] ?? 0) - 8)}" text-anchor="end">
            ${kind}
          </text>`,
    )}`,
  });
}
