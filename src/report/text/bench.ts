import { printable } from '../../core/printable.ts';
import type { BenchMachine, BenchReport, Figure } from '../../pipelines/bench/bench-report.ts';

/** Things in a second. */
export const perSecond = ({ count, milliseconds }: Figure): number => (1000 * count) / milliseconds.median;

/** How many times as fast as in an earlier report; undefined where that has no such figure. */
export function ratioTo(earlier: BenchReport | undefined, figure: Figure): number | undefined {
  const before = earlier?.figures.find(({ name }) => name === figure.name);
  return before && 'runs' in before ? perSecond(figure) / perSecond(before) : undefined;
}

/** A table of the figures; with an earlier report a column says how many times as fast each is now. */
export function formatBench(report: BenchReport, earlier?: BenchReport): string {
  const { machine, versions, figures } = report;
  const measured = figures.filter((figure) => 'runs' in figure);
  const header = ['', 'ms', '10–90 %', 'per second', 'cores', 'MB', ...(earlier ? ['ratio'] : [])];
  const rows = measured.map((figure) => [...cells(figure), ...(earlier ? [ratioText(ratioTo(earlier, figure))] : [])]);
  const skipped = figures.filter((figure) => 'skipped' in figure);
  return [
    `${machine.processor}, ${machine.cores} cores; ${versionsText(versions)}`,
    ...(earlier && !sameMachine(machine, earlier.machine) ? [otherMachine(earlier.machine)] : []),
    '',
    ...alignColumns([header, ...rows]),
    ...skipped.map(({ name, skipped: reason }) => `${name}: skipped, ${reason}`),
    '',
  ]
    .map((line) => `${printable(line).trimEnd()}\n`)
    .join('');
}

/** The first columns to the left, the others, which are numbers, to the right. */
export function alignColumns(rows: readonly (readonly string[])[], { left = 1 } = {}): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const align = (cell: string, column: number): string =>
    column < left ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(align).join('  '));
}

/** A number to three digits, or to the whole number if that has more. */
export const threeDigits = (value: number): string => (value >= 99.95 ? value.toFixed(0) : value.toPrecision(3));

const ratioText = (ratio: number | undefined): string => (ratio === undefined ? '–' : `${ratio.toFixed(2)}×`);

function cells(figure: Figure): string[] {
  const { name, milliseconds, cpu, peakMemory } = figure;
  const { median, low, high } = milliseconds;
  return [
    name,
    threeDigits(median),
    `${threeDigits(low)}–${threeDigits(high)}`,
    threeDigits(perSecond(figure)),
    cpu.toFixed(2),
    peakMemory.toFixed(0),
  ];
}

const versionsText = (versions: BenchReport['versions']): string =>
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');

const sameMachine = (a: BenchMachine, b: BenchMachine): boolean => a.processor === b.processor && a.cores === b.cores;

const otherMachine = ({ processor, cores }: BenchMachine): string =>
  `The earlier figures are of another machine (${processor}, ${cores} cores): the ratios compare the machines too.`;
