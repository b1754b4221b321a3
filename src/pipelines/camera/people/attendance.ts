import type { Track } from '../tracking/tracker.ts';
import { boxOfEvent, type CameraEvent, rounded } from './camera-event.ts';
import type { Vote } from './votes.ts';

/** Somebody who is there. */
interface Presence {
  /** The number of the face in events: that of its first track. */
  readonly id: number;
  readonly since: number;
  vote: Vote;
}

/** Who has been there, so far. */
export interface Visitors {
  /** Names, in the order in which they appeared. */
  readonly people: readonly string[];
  /** Faces that got no name. */
  readonly unknown: number;
}

/**
 * Keeps a list of who is there. Somebody whose face is lost and found again, before that counts as leaving, has not been away: the new track
 * goes on with the number of the old one.
 */
export class Attendance {
  readonly #present = new Map<number, Presence>();
  readonly #people = new Set<string>();
  readonly #unknown = new Set<number>();

  get visitors(): Visitors {
    return { people: [...this.#people], unknown: this.#unknown.size };
  }

  /** The number and the name of a face, once it has one. */
  presenceOf(track: number): { readonly id: number; readonly vote: Vote } | undefined {
    return this.#present.get(track);
  }

  /**
   * Takes who the faces are that are seen now.
   *
   * @returns what has changed; and tracks that others go on with, which need not be followed any more
   */
  update(
    seen: readonly Track[],
    names: ReadonlyMap<number, Vote>,
    seconds: number,
  ): { readonly events: CameraEvent[]; readonly replaced: number[] } {
    const ids = new Set(seen.map(({ id }) => id));
    const replaced: number[] = [];
    const events = seen.flatMap((track): CameraEvent[] => {
      const vote = names.get(track.id);
      if (!vote) return [];
      const presence = this.#present.get(track.id);
      if (presence) return this.#rename(track, presence, { vote, seconds });
      const earlier = this.#absent(vote.person, ids);
      if (earlier === undefined) return [this.#appear(track, vote)];
      this.#goOn(earlier, track.id, vote);
      replaced.push(earlier);
      return [];
    });
    return { events, replaced };
  }

  /** Takes the faces that are gone. */
  leave(tracks: readonly Track[]): CameraEvent[] {
    return tracks.flatMap((track) => {
      const presence = this.#present.get(track.id);
      if (!presence) return [];
      this.#present.delete(track.id);
      return [
        { ...eventOf('left', track, presence), seconds: rounded(track.lastSeen), since: rounded(presence.since) },
      ];
    });
  }

  #appear(track: Track, vote: Vote): CameraEvent {
    const presence = { id: track.id, since: track.firstSeen, vote };
    this.#present.set(track.id, presence);
    this.#note(presence);
    return eventOf('appeared', track, presence);
  }

  #rename(track: Track, presence: Presence, now: { readonly vote: Vote; readonly seconds: number }): CameraEvent[] {
    const was = presence.vote.person;
    presence.vote = now.vote;
    if (was === now.vote.person) return [];
    this.#note(presence);
    return [{ ...eventOf('named', track, presence), seconds: rounded(now.seconds), was }];
  }

  /** The track under which somebody was there whom nobody sees now. */
  #absent(person: string | null, seen: ReadonlySet<number>): number | undefined {
    if (person === null) return undefined;
    return [...this.#present].find(([track, { vote }]) => vote.person === person && !seen.has(track))?.[0];
  }

  #goOn(earlier: number, track: number, vote: Vote): void {
    const presence = this.#present.get(earlier);
    this.#present.delete(earlier);
    if (presence) this.#present.set(track, { ...presence, vote });
  }

  #note({ id, vote: { person } }: Presence): void {
    if (person === null) this.#unknown.add(id);
    else {
      this.#people.add(person);
      this.#unknown.delete(id);
    }
  }
}

const eventOf = (event: CameraEvent['event'], { face, firstSeen }: Track, { id, vote }: Presence): CameraEvent => ({
  event,
  time: new Date().toISOString(),
  seconds: rounded(firstSeen),
  track: id,
  person: vote.person,
  distance: vote.distance === null ? null : rounded(vote.distance),
  box: boxOfEvent(face.box),
});
