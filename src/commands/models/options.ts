import { usageError } from '../../core/errors.ts';
import type { Alignment } from '../../models/known-models.ts';
import { COLOUR_ORDERS, ONNX_LAYOUTS, type OnnxInfo } from '../../models/model-info.ts';
import { flagOption, integer, oneOf, outputOptions, text, threadsOption, valueOption } from '../shared/options.ts';

const ALIGNMENTS: readonly Alignment['kind'][] = ['box', 'similarity'];

/** The options of `models import` that have a value. */
export const importOptions = (): ReturnType<typeof valueOption>[] => [
  valueOption('--name <name>', "name of the model (default: told from its weights or its file's name)", text),
  valueOption('--licence <id>', 'licence of the model, as an SPDX identifier', text),
  valueOption('--alignment <kind>', `how its faces are aligned: ${ALIGNMENTS.join(' or ')}`, (n) =>
    oneOf(n, ALIGNMENTS),
  ),
  valueOption('--margin <pixels>', 'pixels around the box, half on each side', (n) =>
    integer(n, { min: 0, max: 10_000 }),
  ),
  valueOption('--standardisation <kind>', 'fixed, per-image, none, or MEAN,STD', standardisation),
  valueOption('--input-size <pixels>', 'ONNX: side of the input, where the model leaves it open', (n) =>
    integer(n, { min: 8, max: 1024 }),
  ),
  valueOption('--layout <order>', `ONNX: ${ONNX_LAYOUTS.join(' or ')}`, (n) => oneOf(n, ONNX_LAYOUTS)),
  valueOption('--colour <order>', `ONNX: ${COLOUR_ORDERS.join(' or ')} (default: rgb)`, (n) => oneOf(n, COLOUR_ORDERS)),
  valueOption('--output <name>', 'ONNX: the output with the embeddings, where there are several', text),
];

/** The options of `models quantize`. */
export const quantizeOptions = () => [
  valueOption('--name <name>', 'name of the new model (default: that of the model, and -int8)', text),
  flagOption('--align', 'the images are photographs: find the faces first, all of them'),
  valueOption(
    '--images <count>',
    'images to measure on, taken from all of the folder',
    (name) => integer(name, { min: 1, max: 10_000 }),
    100,
  ),
  threadsOption(),
  flagOption('--overwrite', 'replace another model of that name'),
  ...outputOptions(),
];

/** Reads how pixels are standardised: a word, or the mean and the standard deviation of all pixels. */
export function standardisation(name: string): (text: string) => OnnxInfo['standardisation'] {
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
