import { printable } from '../../core/printable.ts';
import type { CheckFindings } from '../../dataset/check/check-dataset.ts';
import { type ClassFinding, type Finding, PROBLEMS, type Problem } from '../../dataset/check/findings.ts';
import type { QuarantineOutcome } from '../../dataset/quarantine/quarantine.ts';
import type { RestoreOutcome } from '../../dataset/quarantine/restore.ts';
import type { CheckReport } from '../../pipelines/dataset-check/check-folder.ts';
import { type Paint, paint } from './color.ts';
import { counted } from '../counted.ts';

/** What each problem means for its owner. */
export const REMEDIES: Readonly<Record<Problem, string>> = {
  unreadable: 'copy or download it again, or remove it',
  'not-read': 'convert it, or make it readable: nothing is known to be wrong with it',
  'no-face': 'remove it, or crop it so that the face is larger',
  'several-faces': 'cut out the person who is meant, or check that the right face is taken',
  'small-face': 'look for a larger photograph',
  blurred: 'look for a sharper photograph',
  duplicate: 'keep one copy',
  'duplicate-across': 'find out whose photograph it is, and remove it from the other class',
  mislabelled: 'move it to the right class, or remove it',
  outlier: 'look at it: an unknown face, or the person as never seen elsewhere',
};

const COLOURS: Readonly<Record<Problem, Paint>> = {
  unreadable: 'red',
  'not-read': 'yellow',
  'no-face': 'red',
  'several-faces': 'yellow',
  'small-face': 'yellow',
  blurred: 'yellow',
  duplicate: 'yellow',
  'duplicate-across': 'red',
  mislabelled: 'red',
  outlier: 'yellow',
};

/** Findings of each kind; those of none are left out. */
const countProblems = (findings: readonly Finding[]): (readonly [Problem, number])[] =>
  PROBLEMS.map((problem) => [problem, findings.filter((each) => each.problem === problem).length] as const).filter(
    ([, count]) => count > 0,
  );

/** Images with one problem or more. */
export const imagesWithProblems = ({ images }: CheckFindings): number => new Set(images.map(({ path }) => path)).size;

/** Whether nothing was found but notes. */
export const isClean = ({ images, classes }: CheckFindings): boolean =>
  images.length === 0 && classes.every(({ severity }) => severity === 'note');

export interface CheckReportStyle {
  readonly inColour: boolean;
  /** Only the lines about problems. */
  readonly quiet: boolean;
}

/** Counts by problem, a line for each finding, totals; an empty line between them. */
export function formatCheckReport(report: CheckReport, { inColour, quiet }: CheckReportStyle): string {
  const { images, classes } = report.findings;
  const counts = countProblems(images).map(([problem, count]) => [problem, String(count), REMEDIES[problem]] as const);
  const blocks = [
    quiet ? [] : columns(counts),
    images.map((finding) => findingLine(finding, inColour)),
    classes.map((finding) => classLine(finding, inColour)),
    quiet ? [] : totals(report),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function totals({ findings, total, classes, outsideClasses, model, seconds }: CheckReport): string[] {
  const errors = findings.classes.filter(({ severity }) => severity === 'error').length;
  return [
    `Images: ${total} in ${classes} classes, ${imagesWithProblems(findings)} with problems`,
    ...(outsideClasses > 0 ? [`In no class folder: ${outsideClasses}`] : []),
    `Classes: ${counted(errors, 'problem')}, ${counted(findings.classes.length - errors, 'note')}`,
    `Time: ${seconds.toFixed(2)} s, ${(total / seconds).toFixed(1)} images/s with ${model.name}`,
  ];
}

const findingLine = ({ path, problem, detail }: Finding, inColour: boolean): string =>
  [printable(path), label(problem, COLOURS[problem], inColour), printable(detail)].join('  ');

const classLine = ({ className, problem, severity, detail }: ClassFinding, inColour: boolean): string =>
  [
    `${printable(className)}/`,
    label(problem, severity === 'error' ? 'red' : 'yellow', inColour),
    printable(detail),
  ].join('  ');

const label = (word: string, colour: Paint, inColour: boolean): string => (inColour ? paint(word, colour) : word);

/** Texts, counts flush right, texts. */
function columns(rows: readonly (readonly [string, string, string])[]): string[] {
  const widths = [0, 1].map((i) => Math.max(0, ...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map(
    ([first, count, last]) => `${first.padEnd(widths[0] ?? 0)}  ${count.padStart(widths[1] ?? 0)}  ${last}`,
  );
}

/** The report as one JSON object, for programs. `quarantine` is null where nothing was to be moved. */
export function formatCheckJson(report: CheckReport, quarantine: QuarantineOutcome | null): string {
  const { findings, ...rest } = report;
  const counts = Object.fromEntries(countProblems(findings.images));
  return `${JSON.stringify({ ...rest, withProblems: imagesWithProblems(findings), counts, problems: findings.images, classProblems: findings.classes, quarantine })}\n`;
}

/** What was moved, and how it comes back: `to` is the data set where restoring wants it named. */
export function formatQuarantine({ moved, left }: QuarantineOutcome, folder: string, to?: string): string {
  const command = `facekit dataset restore ${folder}${to === undefined ? '' : ` --to ${to}`}`;
  return [
    ...left.map(({ path, message }) => `left  ${printable(path)}  ${printable(message)}`),
    `Moved to ${folder}: ${counted(moved.length, 'file')}; ${command} puts them back.`,
    '',
  ].join('\n');
}

/** What came back. */
export function formatRestore({ restored, inTheWay, lost }: RestoreOutcome): string {
  return [
    ...inTheWay.map(({ path, place }) => `left  ${printable(place)}  another file is at ${printable(path)}`),
    ...lost.map(({ path }) => `lost  ${printable(path)}  neither in quarantine nor at its place`),
    `Put back: ${counted(restored.length, 'file')}`,
    '',
  ].join('\n');
}
