import { FacekitError, usageError } from '../../core/errors.ts';
import type { Alignment } from '../known-models.ts';
import type { ColourOrder, OnnxInfo, OnnxLayout } from '../model-info.ts';
import { inspectOnnx, type OnnxValueInfo } from '../../formats/onnx-inspect.ts';
import { hasExternalData } from '../../formats/onnx-external-data.ts';

/** What the user says of an ONNX model; what the file says itself may be left out. */
export interface OnnxOptions {
  readonly inputSize?: number | undefined;
  readonly layout?: OnnxLayout | undefined;
  readonly colour?: ColourOrder | undefined;
  readonly standardisation?: OnnxInfo['standardisation'] | undefined;
  readonly alignment?: Alignment | undefined;
  /** Name of the output, where there are several. */
  readonly output?: string | undefined;
}

/** What of an `OnnxInfo` is told from the model and the options. */
export type OnnxDescription = Pick<
  OnnxInfo,
  'inputSize' | 'layout' | 'colour' | 'standardisation' | 'alignment' | 'input' | 'output' | 'batch' | 'dimension'
>;

const COLOURS = 3;
const LARGEST_SIDE = 1024;

/**
 * Finds out how an ONNX embedder is to be used: what its file leaves open must be in the options, and what both say must agree.
 *
 * @param file for messages.
 * @throws FacekitError `onnx-invalid`, `onnx-unsuitable`; `usage` where an option is missing or contradicts the file.
 */
export function describeOnnx(bytes: Uint8Array, file: string, options: OnnxOptions): OnnxDescription {
  const { inputs, outputs } = inspectOnnx(bytes, file);
  refuseExternalData(bytes, file);
  const input = onlyInput(inputs, file);
  const output = chooseOutput(outputs, file, options.output);
  const layout = readLayout(input, file, options.layout);
  return {
    layout,
    inputSize: readSize(input, layout, { file, given: options.inputSize }),
    colour: options.colour ?? 'rgb',
    standardisation: given(options.standardisation, file, '`standardization` (fixed, per-image, none, or MEAN,STD)'),
    alignment: given(options.alignment, file, '`alignment` (box or similarity)'),
    input: { name: input.name, type: readType(input, file) },
    output: output.name,
    batch: typeof input.shape[0] === 'number' && input.shape[0] > 0 ? input.shape[0] : 'any',
    dimension: readDimension(output, file),
  };
}

function onlyInput(inputs: readonly OnnxValueInfo[], file: string): OnnxValueInfo {
  const [input, ...more] = inputs;
  if (input && more.length === 0 && input.shape.length === 4) return input;
  throw unsuitable(file, 'one input of four axes (a batch of images)', describe(inputs));
}

function chooseOutput(outputs: readonly OnnxValueInfo[], file: string, name?: string): OnnxValueInfo {
  const [first, ...more] = outputs;
  if (name === undefined && first && more.length === 0) return first;
  const named = outputs.find((output) => output.name === name);
  if (named) return named;
  throw usageError(
    `Expected the name of an output of ${file} (${outputs.map((output) => output.name).join(', ')}) for \`output\` but received ${name ?? 'nothing'}.`,
  );
}

/** The three colours are the second axis, or the last. */
function readLayout({ shape }: OnnxValueInfo, file: string, wanted?: OnnxLayout): OnnxLayout {
  const could = { nchw: mayBe(shape[1], COLOURS), nhwc: mayBe(shape[3], COLOURS) };
  if (!could.nchw && !could.nhwc)
    throw unsuitable(file, 'an input with three colours', `the shape (${shape.join(', ')})`);
  if (wanted !== undefined) {
    if (could[wanted]) return wanted;
    throw usageError(
      `Expected \`layout: ${could.nchw ? 'nchw' : 'nhwc'}\` for ${file}, whose input has the shape (${shape.join(', ')}), but received ${wanted}.`,
    );
  }
  // One axis that says 3 outweighs one that is left open.
  if (could.nchw && could.nhwc && (shape[1] === COLOURS) === (shape[3] === COLOURS))
    throw usageError(`Expected \`layout: nchw\` or nhwc for ${file}: its input has the shape (${shape.join(', ')}).`);
  return could.nchw && shape[3] !== COLOURS ? 'nchw' : 'nhwc';
}

function readSize(
  { shape }: OnnxValueInfo,
  layout: OnnxLayout,
  { file, given: wanted }: { file: string; given: number | undefined },
): number {
  const sides = layout === 'nchw' ? shape.slice(2) : shape.slice(1, 3);
  const fixed = sides.filter((side) => isSize(side));
  const size = wanted ?? fixed[0];
  const text = `(${shape.join(', ')})`;
  if (size === undefined) throw usageError(`Expected \`inputSize\` for ${file}: its input has the shape ${text}.`);
  if (fixed.every((side) => side === size) && size <= LARGEST_SIDE) return size;
  if (fixed.every((side) => side === fixed[0]) && wanted !== undefined)
    throw usageError(
      `Expected \`inputSize: ${fixed[0] ?? ''}\` for ${file}, whose input has the shape ${text}, but received ${wanted}.`,
    );
  throw unsuitable(file, `a square input of at most ${LARGEST_SIDE} pixels`, `the shape ${text}`);
}

function readType({ type }: OnnxValueInfo, file: string): 'float32' | 'uint8' {
  if (type === 'float32' || type === 'uint8') return type;
  throw unsuitable(file, 'an input of float32 or uint8', type);
}

/** Axes of size 1 besides the numbers of the embedding do no harm. */
function readDimension({ name, type, shape }: OnnxValueInfo, file: string): number {
  const sizes = shape.slice(1).filter((size) => size !== 1);
  const [dimension] = sizes;
  if (type === 'float32' && sizes.length === 1 && isSize(dimension)) return dimension;
  throw unsuitable(file, 'an output of float32, (batch, dimension)', describe([{ name, type, shape }]));
}

function refuseExternalData(bytes: Uint8Array, file: string): void {
  if (hasExternalData(bytes, file))
    throw unsuitable(
      file,
      'weights inside the file',
      'a model whose weights lie in another file; save it as one file (onnx.save_model with save_as_external_data=False)',
    );
}

/** What only the one who trained the model knows: a guess would give wrong distances in silence. */
function given<T>(value: T | undefined, file: string, option: string): T {
  if (value === undefined) throw usageError(`Expected ${option} for ${file}: an ONNX model does not say it.`);
  return value;
}

const mayBe = (size: number | string | undefined, wanted: number): boolean => size === wanted || !isSize(size);

/** Exporters write 0 or −1 for a size that is left open, too. */
const isSize = (size: number | string | undefined): size is number => typeof size === 'number' && size > 0;

const describe = (values: readonly OnnxValueInfo[]): string =>
  values.map(({ name, type, shape }) => `${name} ${type} (${shape.join(', ')})`).join(', ') || 'none';

const unsuitable = (file: string, expected: string, found: string): FacekitError =>
  new FacekitError('onnx-unsuitable', `Expected ${expected} in ${file} but found ${found}.`);
