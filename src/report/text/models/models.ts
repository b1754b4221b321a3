import type { ModelListing } from '../../../models/store/list.ts';
import type { Quantisation, StoredModelInfo } from '../../../models/model-info.ts';
import type { InstalledModel } from '../../../models/store/install.ts';
import type { PullOutcome } from '../../../models/install/pull-model.ts';
import type { InstalledQuantized } from '../../../pipelines/quantize/quantize-model.ts';
import { printable } from '../../../core/printable.ts';

/** A row for each model: name, status, size, and what it is or what to do. */
export function formatModels(models: readonly ModelListing[]): string {
  const rows = models.map((model) => [model.name, statusOf(model), sizeOf(model), remarkOf(model)].map(printable));
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

const statusOf = ({ status }: ModelListing): string => status.replace('-', ' ');

const sizeOf = ({ bytes }: ModelListing): string => (bytes === undefined ? '' : megabytes(bytes));

function remarkOf({ name, status, info, problem, unpublished }: ModelListing): string {
  if (problem !== undefined) return problem;
  const description = info?.description ?? '';
  if (unpublished !== undefined) return `${description}; ${unpublished}`;
  return status === 'not-installed' ? `${description}; ${howToGet(name, info)}` : description;
}

const howToGet = (name: string, info: ModelListing['info']): string =>
  info?.origin.kind === 'download' ? `facekit models pull ${name}` : `facekit models import FILE --name ${name}`;

/** A line for each thing that is known of a model. */
export function formatModel(model: ModelListing): string {
  const { name, info, file, bytes, sha256, source, unpublished, problem } = model;
  const rows: [string, string | number | undefined][] = [
    ['name', name],
    ['status', statusOf(model)],
    ['description', info?.description],
    ...(info?.role === 'embedder' ? embedderRows(info) : []),
    ['licence', info?.licence],
    ['file', file],
    ['size', bytes === undefined ? undefined : megabytes(bytes)],
    ['SHA-256', sha256],
    ['source', source && `${source.form}, SHA-256 ${source.sha256}`],
    ['notice', unpublished],
    ['problem', problem],
    ['to get it', model.status === 'not-installed' ? howToGet(name, info) : undefined],
  ];
  const known = rows.filter(([, value]) => value !== undefined);
  const width = Math.max(...known.map(([label]) => label.length)) + 2;
  return known.map(([label, value]) => `${label.padEnd(width)}${printable(String(value))}\n`).join('');
}

function embedderRows(info: StoredModelInfo): [string, string | number | undefined][] {
  const { alignment, standardisation, inputSize, architecture, dimension } = info;
  const thresholds = info.verification?.map(
    (each) => `${each.threshold} (${each.metric}, ${each.standardisation} standardisation, from ${each.source})`,
  );
  return [
    ['architecture', architecture],
    ['input', `${inputSize}×${inputSize}${'layout' in info ? `, ${info.layout}, ${info.colour}` : ''}`],
    ['alignment', alignment.kind === 'box' ? `box, margin ${alignment.margin}` : 'similarity, by five landmarks'],
    [
      'standardisation',
      typeof standardisation === 'string' ? standardisation : `(x − ${standardisation.mean}) / ${standardisation.std}`,
    ],
    ['dimension', dimension],
    ['quantised', 'quantisation' in info ? quantisedText(info.quantisation) : undefined],
    ['LFW accuracy', 'lfwAccuracy' in info ? info.lfwAccuracy : undefined],
    ['threshold', thresholds?.join('; ')],
  ];
}

const quantisedText = ({ model, sha256, ...how }: Quantisation): string =>
  `from ${model}, SHA-256 ${sha256.slice(0, 12)}…; weights of ${how.weightBits} bits, activations of ${how.activationBits}, ` +
  `${how.method} ranges of ${how.faces} faces`;

/** A line about a model that was quantised, and one on how fast it is here. */
export function formatQuantised({ installed: { info, file, sha256 }, bytes, speed }: InstalledQuantized): string {
  const { floats, int8, ratio } = speed;
  return [
    printable(`Quantised ${info.name}, ${file}, ${megabytes(bytes)}, SHA-256 ${sha256}`),
    `One thread of this machine: ${floats.toFixed(1)} ms a face in floats, ${int8.toFixed(1)} in int8, ${ratio.toFixed(1)} times as fast.`,
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The line about a model that was imported. */
export const formatImported = ({ info, file, sha256, written }: InstalledModel): string =>
  printable(`${written ? 'Imported' : 'Already there:'} ${info.name}, ${file}, SHA-256 ${sha256}`) + '\n';

/** The line about a pull that came to its end. */
export function formatPulled(name: string, outcome: Exclude<PullOutcome, { kind: 'interrupted' }>): string {
  const { file, sha256 } = outcome.kind === 'installed' ? outcome.model : outcome;
  const what = outcome.kind === 'installed' ? `Installed ${name}` : `Already installed: ${name}`;
  return printable(`${what}, ${file}, SHA-256 ${sha256}`) + '\n';
}

/** A model as a JSON object for programs: what is known of it, on one level. */
export const modelJson = ({ info, ...listing }: ModelListing): Readonly<Record<string, unknown>> => ({
  ...info,
  ...listing,
});

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
