import { createHash } from 'node:crypto';
import { isErrorCode } from '../../core/error-codes.ts';
import { FacekitError } from '../../core/errors.ts';
import type { Face } from '../../core/face.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { Identification } from '../../gallery/decide/decide.ts';
import type { FaceMatch, GalleryFace, PersonMatch } from '../../gallery/contents.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import type { StoredModelInfo } from '../../models/model-info.ts';
import type { PhotographChoice } from '../collection/crop-plan.ts';
import type { EmbeddedFaces, ImageJob } from '../collection/image-work.ts';
import type { CollectionEmbedder, ImageWorkers } from '../collection/image-workers.ts';
import { openCropPlan } from '../collection/open-crop-plan.ts';
import type { GalleryPlace } from '../gallery/gallery-world.ts';
import { identifyFaces } from '../gallery/identify-faces.ts';
import { type Admission, createAdmission } from './admission.ts';
import { createThresholds, type Thresholds } from './current-threshold.ts';
import {
  type AnalyzedPhotograph,
  type EnrolmentResult,
  enrolPhotograph,
  type ServiceEnrolment,
} from './enrol-photograph.ts';
import { ServedGallery } from './served-gallery.ts';
import { type AlbumFace, type SortedFaces, sortFaces } from './sort-faces.ts';

/** What a server does with photographs and a gallery, for many callers at a time. Dispose it at the end. */
export interface GalleryService extends AsyncDisposable {
  readonly folder: string;
  readonly model: StoredModelInfo;
  /** How embeddings are made here. */
  readonly embeddings: EmbeddingFileMetadata;
  /** Photographs that are worked on, and that wait. */
  readonly load: Admission['load'];
  /** Undefined while nobody is enrolled. */
  readonly store: GalleryStore | undefined;
  /**
   * Finds and embeds the faces of a photograph.
   *
   * @param signal takes a photograph back that waits
   * @throws FacekitError `server-busy`; `corrupt`, `not-an-image` and others about the photograph
   */
  analyze(bytes: Uint8Array, signal?: AbortSignal): Promise<AnalyzedPhotograph>;
  /**
   * Finds the faces of a photograph, the most certain first, without asking who they are.
   *
   * @throws FacekitError as `analyze`
   */
  detect(bytes: Uint8Array, signal?: AbortSignal): Promise<readonly Face[]>;
  /** Tells whose of the gallery the faces of one photograph are; `top` people are listed for each. */
  identify(embeddings: readonly Float32Array[], top: number): Promise<Identification[]>;
  /** How far embeddings are from some people: of each those of them who are enrolled, the nearest first. */
  distancesFrom(people: readonly string[], embeddings: readonly Float32Array[]): Promise<PersonMatch[][]>;
  /** The distance from a person above which a face is nobody. Null where nobody is enrolled. */
  threshold(): Promise<number | null>;
  /** The enrolled faces nearest to each, the nearest first. */
  nearestFaces(embeddings: readonly Float32Array[], top: number): Promise<FaceMatch[][]>;
  /**
   * Sorts faces that a caller keeps by person.
   *
   * @throws FacekitError `server-busy`, `usage`
   */
  sort(faces: readonly AlbumFace[], threshold: number | undefined, signal?: AbortSignal): Promise<SortedFaces>;
  /** @throws FacekitError as `analyze`, and about the gallery */
  enrol(bytes: Uint8Array, enrolment: ServiceEnrolment, signal?: AbortSignal): Promise<EnrolmentResult>;
  /** In the order in which they were enrolled. */
  faces(person?: string): Promise<GalleryFace[]>;
}

/** The parts that a service is made of; tests pass their own. */
export interface ServiceParts {
  readonly folder: string;
  readonly place: GalleryPlace;
  readonly embedder: CollectionEmbedder & { readonly info: StoredModelInfo };
  readonly signal?: AbortSignal | undefined;
  /** Photographs that may wait. */
  readonly maxWaiting: number;
  /** Photographs worked on at a time. */
  readonly atWork: number;
}

/** Faces of several photographs share a run of the network where they come at once. */
const BATCH_SIZE = 8;

/** @throws FacekitError `gallery-mismatch` where the gallery was made with another model than the embedder */
export async function createGalleryService(parts: ServiceParts): Promise<GalleryService> {
  const { embedder, place, signal } = parts;
  const gallery = new ServedGallery(place, embedder);
  const margin = place.store?.embeddings.alignment.margin ?? undefined;
  const choice = { kind: 'photographs', allFaces: true, select: 'center', margin } as const;
  const { metadata } = await openCropPlan(embedder, [], { choice, flip: false, listener: {} });
  const images = Number.MAX_SAFE_INTEGER;
  // More when several photographs come at once.
  const ahead = 1;
  const workers = embedder.openWorkers({ batchSize: BATCH_SIZE, patience: 0, flip: false, images, ahead, signal });
  return new Service(parts, { gallery, workers, metadata, choice });
}

interface Opened {
  readonly gallery: ServedGallery;
  readonly workers: ImageWorkers;
  readonly metadata: EmbeddingFileMetadata;
  readonly choice: PhotographChoice;
}

/** Who a face shows where nobody is enrolled. */
const NOBODY: Identification = { person: null, reason: 'far', distance: null, margin: null, candidates: [] };

class Service implements GalleryService {
  readonly #parts: ServiceParts;
  readonly #opened: Opened;
  readonly #admission: Admission;
  readonly #thresholds: Thresholds = createThresholds();

  constructor(parts: ServiceParts, opened: Opened) {
    this.#parts = parts;
    this.#opened = opened;
    this.#admission = createAdmission({ atWork: parts.atWork, waiting: parts.maxWaiting });
  }

  get folder(): string {
    return this.#parts.folder;
  }

  get model(): StoredModelInfo {
    return this.#parts.embedder.info;
  }

  get embeddings(): EmbeddingFileMetadata {
    return this.#opened.metadata;
  }

  get load(): Admission['load'] {
    return this.#admission.load;
  }

  get store(): GalleryStore | undefined {
    return this.#opened.gallery.store;
  }

  async analyze(bytes: Uint8Array, signal?: AbortSignal): Promise<AnalyzedPhotograph> {
    const { faces } = await this.#look({ bytes, plan: { ...this.#opened.choice, kind: 'photograph' } }, signal);
    return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes, faces };
  }

  async detect(bytes: Uint8Array, signal?: AbortSignal): Promise<readonly Face[]> {
    const { found = [] } = await this.#look({ bytes, plan: { kind: 'faces' } }, signal);
    return found;
  }

  async #look(job: ImageJob, signal: AbortSignal | undefined): Promise<EmbeddedFaces> {
    const result = await this.#admission.run(() => this.#opened.workers.run(job), signal);
    if ('reason' in result)
      throw new FacekitError(isErrorCode(result.reason) ? result.reason : 'read-failed', result.message);
    return result;
  }

  async identify(embeddings: readonly Float32Array[], top: number): Promise<Identification[]> {
    const { store } = this;
    if (!store) return embeddings.map(() => NOBODY);
    return identifyFaces(embeddings, { top, minMargin: 0, ...(await this.#thresholds.of(store)) }, store);
  }

  async distancesFrom(people: readonly string[], embeddings: readonly Float32Array[]): Promise<PersonMatch[][]> {
    const { store } = this;
    if (!store) return embeddings.map(() => []);
    const { rule } = await this.#thresholds.of(store);
    return store.nearestPeople(embeddings, { top: people.length, rule, among: people });
  }

  async threshold(): Promise<number | null> {
    return this.store ? (await this.#thresholds.of(this.store)).threshold : null;
  }

  async nearestFaces(embeddings: readonly Float32Array[], top: number): Promise<FaceMatch[][]> {
    return this.store ? this.store.nearestFaces(embeddings, top) : embeddings.map(() => []);
  }

  sort(
    faces: readonly AlbumFace[],
    threshold: number | undefined,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<SortedFaces> {
    const { metadata } = this.#opened;
    return this.#admission.run(() => sortFaces(faces, { metadata, threshold, signal }), signal);
  }

  async enrol(bytes: Uint8Array, enrolment: ServiceEnrolment, signal?: AbortSignal): Promise<EnrolmentResult> {
    const photograph = await this.analyze(bytes, signal);
    const { gallery, metadata } = this.#opened;
    return enrolPhotograph(photograph, enrolment, () => gallery.create(metadata));
  }

  async faces(person?: string): Promise<GalleryFace[]> {
    return this.store ? this.store.faces({ person }) : [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.workers[Symbol.asyncDispose]();
    await this.#opened.gallery[Symbol.asyncDispose]();
  }
}
