import type { Calibration, GalleryFace, PersonSummary } from '../contents.ts';
import type { Change, EnrolChange } from './change.ts';

/** What the changes of a log add up to. */
export class GalleryState {
  /** By row; undefined where a face was removed. */
  readonly #faces: (EnrolChange | undefined)[] = [];
  readonly #rowOf = new Map<string, number>();
  /** One row, or several. */
  readonly #rowsOfPhotograph = new Map<string, number | number[]>();
  readonly #people = new Map<string, Person>();
  readonly #names: string[] = [];
  /** For each row the number of its person; -1 for a row that does not count. */
  #owners = new Int32Array(1024).fill(-1);
  #calibration: Calibration | undefined;
  readonly #mostRows: number | undefined;

  /**
   * @param mostRows where some of the changes are lost: rows that the file has. Without it every row must follow the one before.
   */
  constructor(mostRows?: number) {
    this.#mostRows = mostRows;
  }

  /** Rows that were ever given out. */
  get rows(): number {
    return this.#faces.length;
  }

  /** Faces that there are. */
  get size(): number {
    return this.#rowOf.size;
  }

  get calibration(): Calibration | undefined {
    return this.#calibration;
  }

  /** For each row the number of its person, below `personCount`; -1 where there is none. */
  get owners(): Int32Array {
    return this.#owners;
  }

  get personCount(): number {
    return this.#names.length;
  }

  nameOf(owner: number): string {
    return this.#names[owner] ?? '';
  }

  /** Carries out a change; returns what is wrong with it, if anything, and then has done nothing. */
  apply(change: Change): string | undefined {
    switch (change.change) {
      case 'begin':
        return undefined;
      case 'enrol':
        return this.#enrol(change);
      case 'remove':
        for (const id of change.ids) this.#remove(id);
        return undefined;
      case 'rename':
        this.#rename(change.person, change.name);
        return undefined;
      case 'calibrate':
        this.#calibration = calibrationOf(change);
        return undefined;
    }
  }

  #enrol(change: EnrolChange): string | undefined {
    const { id, row, person, sha256 } = change;
    const isNext = this.#mostRows === undefined ? row === this.rows : row >= this.rows && row < this.#mostRows;
    if (!isNext) return `its row is ${row}, not ${this.rows}`;
    if (this.#rowOf.has(id)) return 'a face with its id is there already';
    const owner = this.#personNamed(person);
    owner.rows.add(row);
    while (this.#faces.length < row) this.#faces.push(undefined);
    this.#faces.push(compact(change, owner.name));
    this.#rowOf.set(id, row);
    const others = this.#rowsOf(sha256);
    this.#rowsOfPhotograph.set(sha256, others.length > 0 ? [...others, row] : row);
    while (row >= this.#owners.length) this.#owners = grown(this.#owners);
    this.#owners[row] = owner.number;
    return undefined;
  }

  #personNamed(name: string): Person {
    const known = this.#people.get(name);
    if (known) return known;
    const person = { name, number: this.#names.push(name) - 1, rows: new Set<number>() };
    this.#people.set(name, person);
    return person;
  }

  #remove(id: string): void {
    const row = this.#rowOf.get(id);
    const face = row === undefined ? undefined : this.#faces[row];
    if (row === undefined || !face) return;
    this.#rowOf.delete(id);
    this.#faces[row] = undefined;
    this.#owners[row] = -1;
    const rest = this.#rowsOf(face.sha256).filter((other) => other !== row);
    if (rest.length > 0) this.#rowsOfPhotograph.set(face.sha256, rest);
    else this.#rowsOfPhotograph.delete(face.sha256);
    const person = this.#people.get(face.person);
    person?.rows.delete(row);
    if (person?.rows.size === 0) this.#people.delete(face.person);
  }

  #rename(from: string, to: string): void {
    const person = this.#people.get(from);
    if (!person || from === to) return;
    this.#people.delete(from);
    const other = this.#personNamed(to);
    for (const row of person.rows) {
      const face = this.#faces[row];
      if (!face) continue;
      this.#faces[row] = { ...face, person: to };
      this.#owners[row] = other.number;
      other.rows.add(row);
    }
  }

  rowOf(id: string): number | undefined {
    return this.#rowOf.get(id);
  }

  /** The face of a row; undefined where there is none any more. */
  at(row: number): EnrolChange | undefined {
    return this.#faces[row];
  }

  /** In the order of their rows. */
  *all(): Generator<EnrolChange> {
    for (const face of this.#faces) if (face) yield face;
  }

  ofPerson(name: string): EnrolChange[] {
    return this.#facesAt(this.#people.get(name)?.rows ?? []);
  }

  ofPhotograph(sha256: string): EnrolChange[] {
    return this.#facesAt(this.#rowsOf(sha256));
  }

  #rowsOf(sha256: string): number[] {
    const rows = this.#rowsOfPhotograph.get(sha256) ?? [];
    return typeof rows === 'number' ? [rows] : rows;
  }

  #facesAt(rows: Iterable<number>): EnrolChange[] {
    return [...rows].sort((a, b) => a - b).flatMap((row) => this.#faces[row] ?? []);
  }

  people(): PersonSummary[] {
    const people = Array.from(this.#people.values(), ({ name, rows }) => ({ name, faces: rows.size }));
    return people.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

const calibrationOf = ({
  threshold,
  method,
  targetFpir,
  people,
  faces,
  calibrated,
}: Extract<Change, { change: 'calibrate' }>): Calibration => ({
  threshold,
  method,
  targetFpir,
  people,
  faces,
  calibrated,
});

interface Person {
  readonly name: string;
  readonly number: number;
  readonly rows: Set<number>;
}

/** The same in an object of one shape, which takes less memory than what a schema makes; with the name that the person has already. */
const compact = (
  { change, id, row, crc, path, sha256, face, box, score, time, crop }: EnrolChange,
  person: string,
): EnrolChange => ({ change, id, person, row, crc, path, sha256, face, box, score, time, crop });

function grown(owners: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(owners.length * 2).fill(-1);
  longer.set(owners);
  return longer;
}

/** A face of the log as programs get it. */
export function toGalleryFace({ id, person, path, sha256, face, box, score, time, crop }: EnrolChange): GalleryFace {
  return {
    id,
    person,
    source: { path, sha256, face },
    box: box && { x1: box[0], y1: box[1], x2: box[2], y2: box[3] },
    score,
    enrolled: time,
    crop,
  };
}
