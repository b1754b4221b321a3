import { asEmbedding, type Embedding } from '../core/embedding.ts';
import { FacekitError, usageError } from '../core/errors.ts';
import type { RgbImage } from '../core/image.ts';
import { mirror } from '../image/crop.ts';
import { resizeBilinear } from '../image/resize/bilinear.ts';
import type { Engine } from '../tensor/engine.ts';
import type { Standardisation } from '../tensor/network.ts';
import type { LoadedModel, StoredModelInfo } from '../models/model-info.ts';
import type { EmbeddingNetwork } from './networks/embedding-network.ts';
import { openEmbeddingNetwork } from './networks/open-embedding-network.ts';

export interface EmbedOptions {
  /** Faces in one run of the network. Default 16: more gains nothing on a processor. */
  readonly batchSize?: number;
  /** Append the embedding of the mirrored face, not normalised again, as FaceNet's `use_flipped_images`. Default false. */
  readonly flip?: boolean;
}

/** Turns aligned faces into embeddings. Owns its engine: dispose it after use. */
export class Embedder implements AsyncDisposable {
  readonly info: StoredModelInfo;
  /** Identifies the weights in every file that is made with them. */
  readonly sha256: string;
  readonly #engine: Engine;
  readonly #network: EmbeddingNetwork;

  private constructor(engine: Engine, network: EmbeddingNetwork, { info, sha256 }: LoadedModel) {
    this.info = info;
    this.sha256 = sha256;
    this.#engine = engine;
    this.#network = network;
  }

  /**
   * Loads a model on an engine, which the embedder then owns.
   *
   * @param standardisation instead of the one that the model was trained with.
   */
  static async load(engine: Engine, model: LoadedModel, standardisation?: Standardisation): Promise<Embedder> {
    return new Embedder(engine, await openEmbeddingNetwork(engine, model, standardisation), model);
  }

  /** The device that computes. */
  get device(): Engine['device'] {
    return this.#engine.device;
  }

  /** What the pixels go through first. */
  get standardisation(): EmbeddingNetwork['standardisation'] {
    return this.#network.standardisation;
  }

  /** Numbers in an embedding. */
  dimension({ flip = false }: EmbedOptions = {}): number {
    return this.info.dimension * (flip ? 2 : 1);
  }

  /**
   * The embeddings of aligned faces, in their order. Crops of another size than the model's are resized first.
   *
   * @throws FacekitError `embedding-not-finite` when the network gives NaN: its weights are damaged.
   */
  async embed(faces: readonly RgbImage[], options: EmbedOptions = {}): Promise<Embedding[]> {
    const { batchSize = 16, flip = false } = options;
    if (!(Number.isInteger(batchSize) && batchSize > 0))
      throw usageError(`Expected a batchSize of 1 or more but received ${batchSize}`);
    const plain = await this.#run(faces, batchSize);
    if (!flip) return plain;
    const mirrored = await this.#run(faces.map(mirror), batchSize);
    return plain.map((embedding, i) => concatenate(embedding, mirrored[i]));
  }

  async #run(faces: readonly RgbImage[], batchSize: number): Promise<Embedding[]> {
    const embeddings: Embedding[] = [];
    for (let start = 0; start < faces.length; start += batchSize)
      embeddings.push(...(await this.#runBatch(faces.slice(start, start + batchSize))));
    return embeddings;
  }

  async #runBatch(faces: readonly RgbImage[]): Promise<Embedding[]> {
    const side = this.info.inputSize;
    const pixels = new Uint8Array(faces.length * side * side * 3);
    faces.forEach((face, i) => {
      pixels.set(toSize(face, side).data, i * side * side * 3);
    });
    const vectors = await this.#network.run(pixels, faces.length);
    if (!vectors.every(Number.isFinite))
      throw new FacekitError(
        'embedding-not-finite',
        `Expected finite embeddings of ${this.info.name} but received NaN; its weights are damaged, pull or import the model again.`,
      );
    const { dimension } = this.info;
    return faces.map((_, i) => asEmbedding(vectors.slice(i * dimension, (i + 1) * dimension)));
  }

  /** Releases the network and the engine. */
  async dispose(): Promise<void> {
    await this.#engine.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
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
