import { FacekitError } from '../../core/errors.ts';
import { mean, norm } from '../../core/vector.ts';
import type { Tensor } from '../../core/tensor.ts';
import type { Engine } from '../../tensor/engine.ts';
import type { LinearStandardisation, LoadedOnnx, ModelStandardisation, OnnxInfo } from '../../models/model-info.ts';
import type { EmbeddingNetwork } from './embedding-network.ts';

/**
 * Loads an embedder of the user's own, an ONNX model as it came. Its pixels are put into the order and range that it was
 * imported with, and its results are brought to length 1, as those of facekit's own models are.
 */
export async function openOnnxNetwork(
  engine: Engine,
  { info, onnx }: LoadedOnnx,
  standardisation: ModelStandardisation = info.standardisation,
): Promise<EmbeddingNetwork> {
  const session = await engine.loadOnnx(onnx);
  const most = info.batch === 'any' ? Infinity : info.batch;
  const bytes = info.inputSize ** 2 * 3;
  return {
    standardisation,
    async run(pixels, count) {
      const embeddings = new Float32Array(count * info.dimension);
      for (let start = 0; start < count; start += most) {
        const faces = Math.min(most, count - start);
        const batch = pixels.subarray(start * bytes, (start + faces) * bytes);
        const input = toInput(batch, {
          info,
          standardisation,
          faces: info.batch === 'any' ? faces : info.batch,
        });
        const { [info.output]: output } = await session.run({ [info.input.name]: input });
        embeddings.set(readVectors(output, info, faces), start * info.dimension);
      }
      return embeddings;
    },
  };
}

interface InputForm {
  readonly info: OnnxInfo;
  readonly standardisation: ModelStandardisation;
  /** Faces that the model takes at a time; missing ones stay zero. */
  readonly faces: number;
}

function toInput(pixels: Uint8Array, { info, standardisation, faces }: InputForm): Tensor {
  const side = info.inputSize;
  const [perFace, perPlane] = [side * side * 3, side * side];
  const planes = info.layout === 'nchw';
  const values = info.input.type === 'uint8' ? new Uint8Array(faces * perFace) : new Float32Array(faces * perFace);
  for (let face = 0; face < pixels.length / perFace; face++) {
    const source = pixels.subarray(face * perFace, (face + 1) * perFace);
    const { mean, std } = info.input.type === 'uint8' ? { mean: 0, std: 1 } : rangeOf(source, standardisation);
    for (let i = 0; i < perFace; i++) {
      const channel = info.colour === 'bgr' ? 2 - (i % 3) : i % 3;
      const pixel = Math.floor(i / 3);
      const to = planes ? channel * perPlane + pixel : pixel * 3 + channel;
      values[face * perFace + to] = ((source[i] ?? 0) - mean) / std;
    }
  }
  return { shape: planes ? [faces, 3, side, side] : [faces, side, side, 3], data: values };
}

/** What is taken from each pixel, and what it is divided by. */
function rangeOf(face: Uint8Array, standardisation: InputForm['standardisation']): LinearStandardisation {
  if (typeof standardisation === 'object') return standardisation;
  if (standardisation === 'none') return { mean: 0, std: 1 };
  if (standardisation === 'fixed') return { mean: 127.5, std: 128 };
  const centre = mean(face);
  const variance = face.reduce((sum, value) => sum + (value - centre) ** 2, 0) / face.length;
  return { mean: centre, std: Math.max(Math.sqrt(variance), 1 / Math.sqrt(face.length)) };
}

function readVectors(output: Tensor<Float32Array> | undefined, info: OnnxInfo, faces: number): Float32Array {
  const { dimension, name } = info;
  if (!output || output.data.length < faces * dimension)
    throw new FacekitError(
      'model-invalid',
      `Expected ${dimension} numbers a face from ${name} but received ${output?.data.length ?? 0} for ${faces}; import the model again.`,
    );
  const vectors = output.data.slice(0, faces * dimension);
  for (let start = 0; start < vectors.length; start += dimension)
    toUnitLength(vectors.subarray(start, start + dimension));
  return vectors;
}

function toUnitLength(vector: Float32Array): void {
  const length = norm(vector);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / Math.max(length, 1e-12);
}
