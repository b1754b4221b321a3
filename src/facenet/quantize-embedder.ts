import { FacekitError } from '../core/errors.ts';
import type { RgbImage } from '../core/image.ts';
import type { Tensor, Weights } from '../core/tensor.ts';
import type { Engine } from '../tensor/engine.ts';
import { quantiseNetwork } from '../tensor/quantization/quantize-network.ts';
import type { LoadedModel, LoadedNetwork, ModelSource, NetworkInfo } from '../models/model-info.ts';
import { describeEmbedder } from './networks/open-embedding-network.ts';

/** With fewer, chance decides the ranges. */
const FEWEST_FACES = 8;
/** Faces in one run: every value inside the network is kept until it is counted, 15 MB a face. */
const BATCH = 4;

export interface QuantiseOptions {
  /** Runs the model in floats. */
  readonly engine: Engine;
  /** Of the new model. */
  readonly name: string;
  /** Hears of faces that went through the network; each goes through twice. */
  readonly onFaces?: (count: number) => void;
  readonly signal?: AbortSignal;
}

/** An int8 model, ready to be installed. */
export interface QuantisedModel {
  readonly info: NetworkInfo;
  readonly weights: Weights;
  readonly source: ModelSource;
}

/**
 * Makes an int8 model from a float32 one: int8 weights, uint8 activations with ranges measured on faces of the model's
 * input size.
 *
 * @returns undefined when the signal stopped it.
 * @throws FacekitError `model-not-quantisable`, `calibration-too-few`, `calibration-not-finite`.
 */
export async function quantiseEmbedder(
  model: LoadedModel,
  faces: readonly RgbImage[],
  options: QuantiseOptions,
): Promise<QuantisedModel | undefined> {
  const { info, weights, sha256 } = requireQuantisable(model);
  const { engine, name, signal } = options;
  if (faces.length < FEWEST_FACES)
    throw new FacekitError(
      'calibration-too-few',
      `Expected at least ${FEWEST_FACES} faces to measure the ranges of ${info.name} but received ${faces.length}; some hundred are better.`,
    );
  const batches = { [Symbol.iterator]: () => toBatches(faces, info.inputSize, options) };
  const network = describeEmbedder(info, info.standardisation);
  const whole = await quantiseNetwork(network, weights, { engine, batches });
  if (signal?.aborted) return undefined;
  return {
    info: describe(info, { name, sha256, faces: faces.length }),
    weights: whole,
    source: { form: 'quantised', sha256 },
  };
}

/**
 * A model whose network facekit describes itself, in floats.
 *
 * @throws FacekitError `model-not-quantisable`.
 */
export function requireQuantisable(model: LoadedModel): LoadedNetwork {
  const { name } = model.info;
  if (model.kind === 'onnx')
    throw new FacekitError(
      'model-not-quantisable',
      `Expected a model whose network facekit describes itself but ${name} is an ONNX model; quantise it with the tools of ONNX Runtime, and import the result.`,
    );
  if (model.info.quantisation)
    throw new FacekitError(
      'model-not-quantisable',
      `Expected a float32 model but ${name} is quantised already; quantise ${model.info.quantisation.model} instead.`,
    );
  return model;
}

function* toBatches(faces: readonly RgbImage[], side: number, { signal, onFaces }: QuantiseOptions): Generator<Tensor> {
  for (let start = 0; start < faces.length && !signal?.aborted; start += BATCH) {
    const batch = faces.slice(start, start + BATCH);
    const data = new Uint8Array(batch.length * side * side * 3);
    batch.forEach((face, i) => {
      data.set(face.data, i * side * side * 3);
    });
    yield { shape: [batch.length, side, side, 3], data };
    onFaces?.(batch.length);
  }
}

/** The accuracy is not that of the floats; the thresholds are, and say so: no distance moves far. */
function describe(
  info: NetworkInfo,
  { name, sha256, faces }: { name: string; sha256: string; faces: number },
): NetworkInfo {
  const { role, licence, architecture, inputSize, alignment, standardisation, dimension } = info;
  const verification = info.verification?.map((each) => ({
    ...each,
    source: `${each.source}, before quantisation`,
  }));
  return {
    name,
    role,
    origin: { kind: 'import' },
    description: `${info.name} in int8`,
    licence,
    architecture,
    inputSize,
    alignment,
    standardisation,
    dimension,
    ...(verification && { verification }),
    quantisation: {
      model: info.name,
      sha256,
      method: 'least-squares',
      weightBits: 8,
      activationBits: 8,
      faces,
    },
  };
}
