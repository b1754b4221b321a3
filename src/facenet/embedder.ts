import { asEmbedding, type Embedding } from '../core/embedding.ts';
import { FacekitError, usageError } from '../core/errors.ts';
import type { RgbImage } from '../core/image.ts';
import type { Weights } from '../core/tensor.ts';
import { mirror } from '../image/crop.ts';
import { resizeBilinear } from '../image/resize-bilinear.ts';
import type { Engine, Session } from '../tensor/engine.ts';
import type { Network, Standardisation } from '../tensor/network.ts';
import type { EmbedderInfo } from '../weights/known-models.ts';
import { inceptionResnetV1 } from './inception-resnet-v1.ts';
import { mobileFaceNet } from './mobilefacenet.ts';

/** A model that is read and ready to be loaded. */
export interface EmbedderModel {
  readonly info: EmbedderInfo;
  readonly weights: Weights;
  /** Identifies the weights in every file that is made with them. */
  readonly sha256: string;
}

export interface EmbedOptions {
  /** Faces in one run of the network. Default 16: more gains nothing on a processor. */
  readonly batchSize?: number;
  /** Append the embedding of the mirrored face, not normalised again, as FaceNet's `use_flipped_images`. Default false. */
  readonly flip?: boolean;
}

const NETWORKS: Readonly<Record<EmbedderInfo['architecture'], (standardisation: Standardisation) => Network>> = {
  'inception-resnet-v1': inceptionResnetV1,
  mobilefacenet: mobileFaceNet,
};

/** Turns aligned faces into embeddings. Owns its engine: dispose it after use. */
export class Embedder implements AsyncDisposable {
  readonly info: EmbedderInfo;
  readonly sha256: string;
  /** What the pixels go through first. */
  readonly standardisation: Standardisation;
  readonly #engine: Engine;
  readonly #session: Session;

  private constructor(engine: Engine, session: Session, model: EmbedderModel, standardisation: Standardisation) {
    this.info = model.info;
    this.sha256 = model.sha256;
    this.standardisation = standardisation;
    this.#engine = engine;
    this.#session = session;
  }

  /**
   * Loads a model on an engine, which the embedder then owns.
   *
   * @param standardisation instead of the one that the model was trained with.
   */
  static async load(
    engine: Engine,
    model: EmbedderModel,
    standardisation: Standardisation = model.info.standardisation,
  ): Promise<Embedder> {
    const network = NETWORKS[model.info.architecture](standardisation);
    const session = await engine.load(network, model.weights);
    return new Embedder(engine, session, model, standardisation);
  }

  /** The device that computes. */
  get device(): Engine['device'] {
    return this.#engine.device;
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
    const { embedding } = await this.#session.run({ images: { shape: [faces.length, side, side, 3], data: pixels } });
    const vectors = embedding?.data ?? new Float32Array(0);
    if (!vectors.every(Number.isFinite))
      throw new FacekitError('embedding-not-finite', `Expected finite embeddings of ${this.info.name} but received NaN; its weights are damaged, pull or import the model again.`); // prettier-ignore
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

const toSize = (face: RgbImage, side: number): RgbImage =>
  face.width === side && face.height === side ? face : resizeBilinear(face, side, side);

function concatenate(first: Embedding, second = asEmbedding(new Float32Array(0))): Embedding {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return asEmbedding(both);
}
