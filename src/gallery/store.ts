import type { EmbeddingFileMetadata } from '../dataset/embedding-file/contents.ts';
import type { PersonRule } from './person-rule.ts';
import type {
  Calibration,
  Enrolment,
  FaceMatch,
  GalleryFace,
  NewFace,
  PersonMatch,
  PersonSummary,
} from './contents.ts';

/** Of which faces is asked. */
export interface FaceFilter {
  readonly person?: string | undefined;
}

/** How many people are asked for, and how far a face is from one. */
export interface PeopleQuery {
  readonly top: number;
  readonly rule: PersonRule;
  /** The names of those who are meant. Default: everybody. */
  readonly among?: readonly string[] | undefined;
  /** Of each embedding the name of a person who is left out, as if not enrolled. */
  readonly leftOut?: readonly string[] | undefined;
}

/** What finds who is near without comparing every face, where a store can have that. */
export interface GalleryIndex {
  /** Whether there is one. */
  exists(): Promise<boolean>;
  /**
   * Makes one; enrolments wait meanwhile. Returns whether there was none.
   *
   * @throws FacekitError `database-extension`, `database-failed`
   */
  make(): Promise<boolean>;
  /** Takes it away: every face is compared again. Returns whether there was one. */
  remove(): Promise<boolean>;
}

/**
 * Where a gallery keeps its people and faces. Several processes may use one at a time; what a call returns is there to stay, whatever
 * happens to the process afterwards.
 */
export interface GalleryStore extends AsyncDisposable {
  /** Where it is, for messages: without passwords. */
  readonly name: string;
  /** How its embeddings were made: others cannot be compared with them. */
  readonly embeddings: EmbeddingFileMetadata;
  /** How it measures distances from people until it is calibrated. */
  readonly rule: PersonRule;
  /** Undefined for a store that always compares every face. */
  readonly index?: GalleryIndex | undefined;
  /** Undefined before the first `calibrate`. */
  calibration(): Promise<Calibration | undefined>;
  calibrate(calibration: Calibration): Promise<void>;
  /** Enrols faces, in their order, all of them or none. A face of a photograph that is there already is not stored again. */
  enrol(faces: readonly NewFace[]): Promise<Enrolment[]>;
  /** Removes faces, and returns those that there were. Their embeddings and pictures are overwritten or deleted at once. */
  remove(ids: readonly string[]): Promise<GalleryFace[]>;
  /** Gives all faces of a person to another, who may be there already. Returns how many there were. */
  rename(person: string, name: string): Promise<number>;
  /** Sorted by name. */
  people(): Promise<PersonSummary[]>;
  /** In the order in which they were enrolled. */
  faces(filter?: FaceFilter): Promise<GalleryFace[]>;
  /** Those of these faces that are there, in the order of their ids. */
  facesWithIds(ids: readonly string[]): Promise<GalleryFace[]>;
  /** Of each of these people who is there the face that was enrolled first. */
  firstFaces(people: readonly string[]): Promise<GalleryFace[]>;
  /** The picture that is kept of a face, as PNG; undefined where there is none. */
  cropOf(id: string): Promise<Uint8Array | undefined>;
  /** The faces enrolled from the photograph with this SHA-256. */
  facesOfPhotograph(sha256: string): Promise<GalleryFace[]>;
  /** The embeddings of faces, in their order. */
  embeddingsOf(faces: readonly GalleryFace[]): Promise<Float32Array[]>;
  /** The nearest faces to each embedding, the nearest first. */
  nearestFaces(embeddings: readonly Float32Array[], top: number): Promise<FaceMatch[][]>;
  /** The nearest people to each embedding, the nearest first. */
  nearestPeople(embeddings: readonly Float32Array[], query: PeopleQuery): Promise<PersonMatch[][]>;
}
