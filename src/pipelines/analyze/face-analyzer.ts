import { FacekitError } from '../../core/errors.ts';
import type { RgbImage } from '../../core/image.ts';
import { selectFace } from '../../detection/select-face.ts';
import { withoutUndefined } from '../../core/optional.ts';
import type { Embedding } from '../../core/embedding.ts';
import type { Face } from '../../core/face.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import { alignForModel } from '../../facenet/align-for-model.ts';
import { compareDistance, modelThreshold } from '../../facenet/compare-metric.ts';
import { createEmbedder, type EmbedderOptions } from '../../facenet/create-embedder.ts';
import type { Embedder } from '../../facenet/embedder.ts';
import type { DecodeOptions } from '../../image/codec.ts';
import type { EngineOptions } from '../../tensor/engine.ts';
import type { Detector } from '../../detection/detector.ts';
import { requireLandmarks } from '../../detection/require-landmarks.ts';
import { detectorRequest, landmarksOf } from '../../detectors/choose-detector.ts';
import { createDetector, type DetectorOptions } from '../../detectors/create-detector.ts';
import type { DetectorName } from '../../detectors/registry.ts';
import { describeEmbeddings } from '../collection/describe-embeddings.ts';
import { openImage, type ImageInput } from './image-input.ts';

export interface FaceAnalyzerOptions extends Omit<EmbedderOptions, 'standardisation'> {
  /**
   * How faces are found: a detector's name, its options (`device`, `engine` and `threads` are those of the analyzer unless they say others), or
   * any object that finds faces, which the analyzer then owns. Default `mtcnn`.
   */
  readonly detector?: DetectorName | DetectorOptions | Detector;
  /** How photographs are decoded. */
  readonly decode?: DecodeOptions;
}

/** A face of a photograph, with what a model makes of it. */
export interface AnalyzedFace extends Face {
  /** Of length 1; distances of two of them mean identity. */
  readonly embedding: Embedding;
}

/** Whether two faces are one person, and how far apart they are. */
export interface FaceMatch {
  /** Euclidean distance of the embeddings, 0 to 2. */
  readonly distance: number;
  /** The distance below which faces count as one person; null where none was measured for the model. */
  readonly threshold: number | null;
  /** Null where there is no threshold. */
  readonly same: boolean | null;
}

/** Finds the faces of photographs and makes their embeddings. Owns its networks: dispose it after use. */
export interface FaceAnalyzer extends AsyncDisposable {
  /** The model that makes the embeddings. */
  readonly model: Embedder['info'];
  /** All faces of a photograph, the most certain first. */
  detect(image: ImageInput): Promise<Face[]>;
  /** The same, with the embedding of each. Several photographs may be under way at a time. */
  analyze(image: ImageInput): Promise<AnalyzedFace[]>;
  /** Compares two faces by the threshold that was measured for the model on LFW. */
  compareFaces(a: Pick<AnalyzedFace, 'embedding'>, b: Pick<AnalyzedFace, 'embedding'>): FaceMatch;
  /**
   * Compares the faces of two photographs: of each the large one in the middle, as FaceNet's scripts choose.
   *
   * @throws FacekitError `no-faces` for a photograph without one
   */
  samePerson(a: ImageInput, b: ImageInput): Promise<FaceMatch>;
  /** What must be known of the embeddings: `trainClassifier` and `writeEmbeddingFile` take it. */
  describe(): EmbeddingFileMetadata;
  /** Releases the networks. */
  dispose(): Promise<void>;
}

/**
 * Opens a detector and an embedder that work together.
 *
 * @throws FacekitError `model-unknown`, `model-not-installed`, `device-missing`, `usage`, also for a detector without landmarks that the model wants
 */
export async function createFaceAnalyzer(options: FaceAnalyzerOptions = {}): Promise<FaceAnalyzer> {
  const { detector: wanted, decode, ...embedding } = options;
  const { device, engine, threads, onNotice } = embedding;
  const embedder = await createEmbedder(embedding);
  const shared = withoutUndefined({ device, engine, threads, onNotice });
  const detector = await openDetector(wanted, shared, embedder.info).catch(async (error: unknown) => {
    await embedder.dispose();
    throw error;
  });
  return new Analyzer(embedder, detector, decode);
}

async function openDetector(
  wanted: NonNullable<FaceAnalyzerOptions['detector']> = {},
  shared: EngineOptions,
  { name, alignment }: Embedder['info'],
): Promise<Detector> {
  const given = typeof wanted === 'object' && 'detect' in wanted;
  if (alignment.kind === 'similarity') requireLandmarks(given ? wanted.info : landmarksOf(wanted), `the model ${name}`);
  return given ? wanted : createDetector({ ...shared, ...detectorRequest(wanted) });
}

class Analyzer implements FaceAnalyzer {
  readonly #embedder: Embedder;
  readonly #detector: Detector;
  readonly #decoding: DecodeOptions | undefined;

  constructor(embedder: Embedder, detector: Detector, decoding: DecodeOptions | undefined) {
    this.#embedder = embedder;
    this.#detector = detector;
    this.#decoding = decoding;
  }

  get model(): Embedder['info'] {
    return this.#embedder.info;
  }

  async detect(image: ImageInput): Promise<Face[]> {
    return this.#detector.detect(await openImage(image, this.#decoding));
  }

  async analyze(image: ImageInput): Promise<AnalyzedFace[]> {
    const pixels = await openImage(image, this.#decoding);
    const faces = await this.#detector.detect(pixels);
    const crops = faces.map((face) => alignForModel(pixels, face, this.model));
    const embeddings = await this.#embedder.embed(crops);
    return faces.flatMap((face, i) => {
      const embedding = embeddings[i];
      return embedding ? [{ ...face, embedding }] : [];
    });
  }

  compareFaces(a: Pick<AnalyzedFace, 'embedding'>, b: Pick<AnalyzedFace, 'embedding'>): FaceMatch {
    const distance = compareDistance('euclidean')(a.embedding, b.embedding);
    const threshold = modelThreshold(this.model, this.#embedder.standardisation, 'euclidean')?.value ?? null;
    return { distance, threshold, same: threshold === null ? null : distance < threshold };
  }

  async samePerson(a: ImageInput, b: ImageInput): Promise<FaceMatch> {
    const crops = [await this.#middleFace(a), await this.#middleFace(b)];
    const [first, second] = await this.#embedder.embed(crops);
    if (!first || !second) throw new Error('expected an embedding of each face');
    return this.compareFaces({ embedding: first }, { embedding: second });
  }

  async #middleFace(image: ImageInput): Promise<RgbImage> {
    const pixels = await openImage(image, this.#decoding);
    const faces = await this.#detector.detect(pixels);
    const face = faces[selectFace(faces, pixels, 'center')];
    if (face) return alignForModel(pixels, face, this.model);
    const name = typeof image === 'string' ? image : 'the photograph';
    throw new FacekitError(
      'no-faces',
      `Expected a face in ${name} but found none: try \`detector: yunet\`, a smaller \`minFaceSize\`, lower \`thresholds\`, or \`rotate\` for a photograph that lies on its side.`,
    );
  }

  describe(): EmbeddingFileMetadata {
    return describeEmbeddings(this.#embedder);
  }

  async dispose(): Promise<void> {
    await this.#embedder.dispose();
    await this.#detector.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
