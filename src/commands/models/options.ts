import { commandOf } from '../shared/command-entry.ts';
import { jsonOption, outputOptions, replaceModelOption } from '../shared/options.ts';
import { integer, margin, oneOf, text } from '../shared/values.ts';
import { flagOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { usageError } from '../../core/errors.ts';
import type { Alignment } from '../../models/known-models.ts';
import { COLOUR_ORDERS, ONNX_LAYOUTS, type OnnxInfo } from '../../models/model-info.ts';

const bodies = () => import('./models.ts');

const ALIGNMENTS: readonly Alignment['kind'][] = ['box', 'similarity'];

/** The options of `models import` that have a value. */
const importedOptions = () => [
  valueOption('--name <name>', "name of the model (default: told from its weights or its file's name)", text),
  valueOption('--license <id>', 'license of the model, as an SPDX identifier', text),
  valueOption('--alignment <kind>', `how its faces are aligned: ${ALIGNMENTS.join(' or ')}`, oneOf(ALIGNMENTS)),
  valueOption('--margin <pixels>', 'pixels around the box, half on each side', margin),
  valueOption('--standardization <kind>', 'fixed, per-image, none, or MEAN,STD', standardization),
  valueOption(
    '--input-size <pixels>',
    'ONNX: side of the input, where the model leaves it open',
    integer({ min: 8, max: 1024 }),
  ),
  valueOption('--layout <order>', `ONNX: ${ONNX_LAYOUTS.join(' or ')}`, oneOf(ONNX_LAYOUTS)),
  valueOption('--color <order>', `ONNX: ${COLOUR_ORDERS.join(' or ')} (default: rgb)`, oneOf(COLOUR_ORDERS)),
  valueOption('--output <name>', 'ONNX: the output with the embeddings, where there are several', text),
];

/** The options of `models import`. */
const importOptions = () => [...importedOptions(), replaceModelOption(), ...outputOptions()];
export type ImportFlags = FlagsOf<typeof importOptions>;

/** The options of `models pull`. */
export const pullOptions = () => [
  valueOption('--from <url>', 'fetch from the folder at this address (or FACEKIT_MODELS_URL)', text),
  flagOption('--overwrite', 'replace the model if it is installed'),
  ...outputOptions(),
];
export type PullFlags = FlagsOf<typeof pullOptions>;
export type ModelsFlags = FlagsOf<typeof jsonOption>;

/** Reads how pixels are standardised: a word, or the mean and the standard deviation of all pixels. */
export function standardization(name: string): (text: string) => OnnxInfo['standardisation'] {
  return (text) => {
    if (text === 'fixed' || text === 'per-image' || text === 'none') return text;
    const [mean = NaN, std = NaN, ...more] = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
    if (Number.isFinite(mean) && Number.isFinite(std) && std !== 0 && more.length === 0) return { mean, std };
    throw usageError(
      `Expected fixed, per-image, none, or MEAN,STD such as 127.5,128 for ${name} but received ${text}.`,
    );
  };
}

/** How faces are aligned, from `--alignment` and `--margin`; undefined when neither is given. */
export function readAlignment(kind: Alignment['kind'] | undefined, margin: number | undefined): Alignment | undefined {
  if (kind === 'similarity') {
    if (margin === undefined) return { kind };
    throw usageError('Expected no --margin with --alignment similarity, which has none.');
  }
  if (kind === undefined && margin === undefined) return undefined;
  return { kind: 'box', margin: margin ?? 32 };
}

/** `facekit models …`, by name. */
export const commands = {
  list: commandOf(jsonOption, async () => (await bodies()).modelsList),
  pull: commandOf(pullOptions, async () => (await bodies()).modelsPull),
  import: commandOf(importOptions, async () => (await bodies()).modelsImport),
  info: commandOf(jsonOption, async () => (await bodies()).modelsInfo),
  path: commandOf(jsonOption, async () => (await bodies()).modelsPath),
};
