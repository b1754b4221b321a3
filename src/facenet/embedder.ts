import { asEmbedding, type Embedding } from '../core/embedding.ts';
import { FacekitError, usageError } from '../core/errors.ts';
import { requireImage, type RgbImage } from '../core/image.ts';
import { mirror } from '../image/crop.ts';
import { resizeBilinear } from '../image/resize/bilinear.ts';
import type { Engine } from '../tensor/engine.ts';
import type { Standardisation } from '../tensor/network.ts';
import type { LoadedModel, ModelStandardisation, StoredModelInfo } from '../models/model-info.ts';
import { usualBatchSize } from './batch-size.ts';
import type { EmbeddingNetwork } from './networks/embedding-network.ts';
import { type LoweredModel, openEmbeddingNetwork, type PreparedModel } from './networks/open-embedding-network.ts';

export interface EmbedOptions {
  /** Faces in one run of the network. Default: `usualBatchSize` of the device. */
  readonly batchSize?: number | undefined;
  /** Append the embedding of the mirrored face, not normalised again, as FaceNet's `use_flipped_images`. Default false. */
  readonly flip?: boolean;
}

/** Turns aligned faces into embeddings. Owns its engine: dispose it after use. */
export interface Embedder extends AsyncDisposable {
  readonly info: StoredModelInfo;
  /** Identifies the weights in every file that is made with them. */
  readonly sha256: string;
  /** The device that computes. */
  readonly device: Engine['device'];
  /** What the pixels go through first. */
  readonly standardisation: ModelStandardisation;
  /** Numbers in an embedding. */
  dimension(options?: EmbedOptions): number;
  /**
   * The embeddings of aligned faces, in their order. Crops of another size than the model's are resized first.
   *
   * @throws FacekitError `usage` for what is no image of 8-bit RGB; `embedding-not-finite` when the network gives NaN: its weights are damaged.
   */
  embed(faces: readonly RgbImage[], options?: EmbedOptions): Promise<Embedding[]>;
  /** Releases the network and the engine. */
  dispose(): Promise<void>;
}

/**
 * Loads a model on an engine, which the embedder then owns.
 *
 * @param standardisation instead of the one that the model was trained with.
 */
export async function loadEmbedder(
  engine: Engine,
  model: LoadedModel | LoweredModel | PreparedModel,
  standardisation?: Standardisation,
): Promise<Embedder> {
  const network = await openEmbeddingNetwork(engine, model, standardisation);
  const { info, sha256 } = model;
  const dispose = () => engine.dispose();
  return {
    info,
    sha256,
    device: engine.device,
    standardisation: network.standardisation,
    dimension: ({ flip = false } = {}) => info.dimension * (flip ? 2 : 1),
    embed: async (faces, { batchSize = usualBatchSize(engine.device), flip = false } = {}) => {
      if (!(Number.isInteger(batchSize) && batchSize > 0))
        throw usageError(`Expected a batchSize of 1 or more but received ${batchSize}`);
      faces.forEach(requireImage);
      const plain = await runInBatches(network, info, { faces, batchSize });
      if (!flip) return plain;
      const mirrored = await runInBatches(network, info, { faces: faces.map(mirror), batchSize });
      return plain.map((embedding, i) => concatenate(embedding, mirrored[i]));
    },
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

async function runInBatches(
  network: EmbeddingNetwork,
  info: StoredModelInfo,
  { faces, batchSize }: { readonly faces: readonly RgbImage[]; readonly batchSize: number },
): Promise<Embedding[]> {
  const embeddings: Embedding[] = [];
  for (let start = 0; start < faces.length; start += batchSize)
    embeddings.push(...(await runBatch(network, info, faces.slice(start, start + batchSize))));
  return embeddings;
}

async function runBatch(
  network: EmbeddingNetwork,
  { name, inputSize: side, dimension }: StoredModelInfo,
  faces: readonly RgbImage[],
): Promise<Embedding[]> {
  const pixels = new Uint8Array(faces.length * side * side * 3);
  faces.forEach((face, i) => {
    pixels.set(toSize(face, side).data, i * side * side * 3);
  });
  const vectors = await network.run(pixels, faces.length);
  if (!vectors.every(Number.isFinite))
    throw new FacekitError(
      'embedding-not-finite',
      `Expected finite embeddings of ${name} but received NaN; its weights are damaged, pull or import the model again.`,
    );
  return faces.map((_, i) => asEmbedding(vectors.slice(i * dimension, (i + 1) * dimension)));
}

/** The face as it is, or resized where it has another size than the network's. */
export const toSize = (face: RgbImage, side: number): RgbImage =>
  face.width === side && face.height === side ? face : resizeBilinear(face, side, side);

function concatenate(first: Embedding, second = asEmbedding(new Float32Array(0))): Embedding {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return asEmbedding(both);
}
