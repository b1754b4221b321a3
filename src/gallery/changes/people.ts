import type { PersonSummary } from '../contents.ts';

/** The people of a gallery. Each has a number, which another name does not change, and which nobody else ever gets. */
export class People {
  readonly #byName = new Map<string, Person>();
  /** By number. */
  readonly #names: string[];
  #changed = new Set<number>();

  /**
   * @param names by number
   * @param owners the number of each face's person, below 0 where there is none. Nobody counts as changed.
   */
  constructor(names: readonly string[] = [], owners: Iterable<number> = []) {
    this.#names = [...names];
    const counts = new Int32Array(names.length);
    for (const owner of owners) if (owner >= 0) counts[owner] = (counts[owner] ?? 0) + 1;
    for (const [number, faces] of counts.entries()) {
      if (faces > 0) this.#byName.set(this.nameOf(number), { number, faces });
    }
  }

  /** By number, also those who have no face any more. */
  get names(): readonly string[] {
    return this.#names;
  }

  nameOf(number: number): string {
    return this.#names[number] ?? '';
  }

  /** Who has that name, and a face. */
  find(name: string): Readonly<Person> | undefined {
    return this.#byName.get(name);
  }

  /** The numbers of people who got or lost faces since this was last asked. */
  takeChanged(): ReadonlySet<number> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /** A face more; returns the number of its person. */
  addFace(name: string): number {
    const person = this.#byName.get(name) ?? this.#begin(name);
    person.faces += 1;
    this.#changed.add(person.number);
    return person.number;
  }

  #begin(name: string): Person {
    const person = { number: this.#names.push(name) - 1, faces: 0 };
    this.#byName.set(name, person);
    return person;
  }

  /** A face less. Without one nobody is there. */
  removeFace(name: string): void {
    const person = this.#byName.get(name);
    if (!person) return;
    person.faces -= 1;
    this.#changed.add(person.number);
    if (person.faces === 0) this.#byName.delete(name);
  }

  /** Gives a person another name. Where somebody has it, that one gets the faces: whose they were, and whose they are now. */
  rename(from: string, to: string): { readonly from: Readonly<Person>; readonly to: number } | undefined {
    const person = this.#byName.get(from);
    if (!person || from === to) return undefined;
    this.#byName.delete(from);
    const other = this.#byName.get(to);
    if (!other) {
      this.#byName.set(to, person);
      this.#names[person.number] = to;
      return undefined;
    }
    other.faces += person.faces;
    this.#changed.add(other.number);
    return { from: person, to: other.number };
  }

  /** In the order of their names. */
  summaries(): PersonSummary[] {
    const people = Array.from(this.#byName, ([name, { faces }]) => ({ name, faces }));
    return people.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

export interface Person {
  readonly number: number;
  faces: number;
}
