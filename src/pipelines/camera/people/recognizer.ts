import type { Embedding } from '../../../core/embedding.ts';
import type { RgbImage } from '../../../core/image.ts';
import { alignForModel } from '../../../facenet/align-for-model.ts';
import type { Identification } from '../../../gallery/decide/decide.ts';
import type { FaceEmbedder } from '../../collection/image-work.ts';
import type { Track } from '../tracking/tracker.ts';
import { type Vote, Votes } from './votes.ts';

export interface RecognizerParts {
  readonly embedder: FaceEmbedder;
  /** Pixels around the box of a face that is cut out by its box; default: the model's. */
  readonly margin?: number | undefined;
  /** Whether the embedding of the mirrored face is appended. */
  readonly flip: boolean;
  /** Tells whose of the gallery faces are that are in one picture: a person is in it once. */
  readonly identify: (embeddings: readonly Embedding[]) => Promise<readonly Identification[]>;
  /** How many looks must agree on a name. */
  readonly agreeing: number;
}

interface Known {
  readonly votes: Votes;
  embedding: Embedding;
  /** Of the embedding: seconds of the source. */
  lookedAt: number;
}

/** A face whose name stands is looked at again after so many seconds. */
const LOOK_AGAIN = 1;

/** Tells who faces show that are followed, by more than one look. */
export class Recognizer {
  readonly #parts: RecognizerParts;
  readonly #known = new Map<number, Known>();

  constructor(parts: RecognizerParts) {
    this.#parts = parts;
  }

  /**
   * Looks at the faces of a picture, as the detector sees them in it, of which nothing is settled yet or not of late. All faces that are seen are weighed against each
   * other.
   */
  async look(image: RgbImage, seen: readonly Track[], seconds: number): Promise<void> {
    const due = seen.filter(({ id }) => this.#isDue(id, seconds));
    if (due.length === 0) return;
    const { embedder, margin, flip, identify } = this.#parts;
    const crops = due.map(({ face }) => alignForModel(image, face, embedder.info, { margin }));
    const embeddings = await embedder.embed(crops, { flip });
    due.forEach(({ id }, i) => {
      const embedding = embeddings[i];
      if (embedding) this.#keep(id, embedding, seconds);
    });
    const ids = seen.flatMap(({ id }) => (this.#known.has(id) ? [id] : []));
    const found = await identify(ids.flatMap((id) => this.#known.get(id)?.embedding ?? []));
    for (const { id } of due) {
      const identification = found[ids.indexOf(id)];
      if (identification) this.#known.get(id)?.votes.add(identification);
    }
  }

  /** Who these faces show, as far as that is settled: if two have one name, the nearer one. */
  namesOf(tracks: readonly Track[]): Map<number, Vote> {
    const settled = tracks
      .flatMap(({ id }) => {
        const vote = this.#known.get(id)?.votes.settled;
        return vote ? [{ id, vote }] : [];
      })
      .sort((a, b) => (a.vote.distance ?? 4) - (b.vote.distance ?? 4));
    const taken = new Set<string>();
    return new Map(
      settled.map(({ id, vote }) => {
        if (vote.person === null) return [id, vote];
        const person = taken.has(vote.person) ? null : vote.person;
        taken.add(vote.person);
        return [id, { ...vote, person }];
      }),
    );
  }

  forget(id: number): void {
    this.#known.delete(id);
  }

  #isDue(id: number, seconds: number): boolean {
    const known = this.#known.get(id);
    return known?.votes.settled === undefined || seconds - known.lookedAt >= LOOK_AGAIN;
  }

  #keep(id: number, embedding: Embedding, seconds: number): void {
    const known = this.#known.get(id);
    if (known) Object.assign(known, { embedding, lookedAt: seconds });
    else this.#known.set(id, { votes: new Votes(this.#parts.agreeing), embedding, lookedAt: seconds });
  }
}
