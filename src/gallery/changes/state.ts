import type { Calibration, PersonSummary } from '../contents.ts';
import { calibrationIn, type FaceHead, type LinePlace, type StateChange } from './change.ts';
import { FaceTable, type FaceTableParts } from './face-table.ts';
import { People, type Person } from './people.ts';

/** What the changes of a log add up to. What else a face's line says stays on the disk. */
export class GalleryState {
  #faces = new FaceTable();
  #people = new People();
  #calibration: Calibration | undefined;
  readonly #mostRows: number | undefined;

  /**
   * @param mostRows where some of the changes are lost: rows that the file has. Without it every row must follow the one before.
   */
  constructor(mostRows?: number) {
    this.#mostRows = mostRows;
  }

  /** All there is to it. */
  toParts(): StateParts {
    return { ...this.#faces.toParts(), names: this.#people.names, calibration: this.#calibration };
  }

  /** Nobody of it counts as changed. */
  static fromParts({ names, calibration, ...faces }: StateParts): GalleryState {
    const state = new GalleryState();
    state.#faces = FaceTable.fromParts(faces);
    state.#people = new People(names, state.owners);
    state.#calibration = calibration;
    return state;
  }

  /** Rows that were ever given out. */
  get rows(): number {
    return this.#faces.count;
  }

  /** Faces that there are. */
  get size(): number {
    return this.#faces.size;
  }

  get calibration(): Calibration | undefined {
    return this.#calibration;
  }

  /** For each row the number of its person, below `personCount`; -1 where there is none. */
  get owners(): Int32Array {
    return this.#faces.owners;
  }

  get personCount(): number {
    return this.#people.names.length;
  }

  /** The numbers of people who got or lost faces since this was last asked. */
  takeChanged(): ReadonlySet<number> {
    return this.#people.takeChanged();
  }

  nameOf(owner: number): string {
    return this.#people.nameOf(owner);
  }

  /**
   * Carries out a change; returns what is wrong with it, if anything, and then has done nothing.
   *
   * @param place of its line
   */
  apply(change: StateChange, place: LinePlace): string | undefined {
    switch (change.change) {
      case 'begin':
        return undefined;
      case 'enrol':
        return this.#enrol(change, place);
      case 'remove':
        for (const id of change.ids) this.#remove(id);
        return undefined;
      case 'rename':
        this.#rename(change.person, change.name);
        return undefined;
      case 'calibrate':
        this.#calibration = calibrationIn(change);
        return undefined;
    }
  }

  #enrol(head: FaceHead, place: LinePlace): string | undefined {
    const { id, row, person } = head;
    const isNext = this.#mostRows === undefined ? row === this.rows : row >= this.rows && row < this.#mostRows;
    if (!isNext) return `its row is ${row}, not ${this.rows}`;
    if (this.rowOf(id) !== undefined) return 'a face with its id is there already';
    this.#faces.add(head, this.#people.addFace(person), place);
    return undefined;
  }

  #remove(id: string): void {
    const row = this.rowOf(id);
    if (row !== undefined) this.removeRow(row);
  }

  /** Takes out the face of a row. */
  removeRow(row: number): void {
    const name = this.personOf(row);
    this.#faces.delete(row);
    this.#people.removeFace(name);
  }

  #rename(from: string, to: string): void {
    const joined = this.#people.rename(from, to);
    if (joined) for (const row of this.#rowsOwnedBy(joined.from)) this.owners[row] = joined.to;
  }

  rowOf(id: string): number | undefined {
    return this.#faces.rowOf(id);
  }

  /** Whether there is a face in a row, and it was not removed. */
  has(row: number): boolean {
    return this.#faces.has(row);
  }

  /** The name of the person in a row. */
  personOf(row: number): string {
    return this.nameOf(this.owners[row] ?? -1);
  }

  /** The checksum of the embedding in a row. */
  crcOf(row: number): number | undefined {
    return this.#faces.crcOf(row);
  }

  placeOf(row: number): LinePlace {
    return this.#faces.placeOf(row);
  }

  /** The rows of all faces, ascending. */
  all(): number[] {
    return Array.from({ length: this.rows }, (_, row) => row).filter((row) => this.has(row));
  }

  /** Ascending. */
  rowsOfPerson(name: string): number[] {
    const person = this.#people.find(name);
    return person ? this.#rowsOwnedBy(person) : [];
  }

  #rowsOwnedBy({ number, faces }: Readonly<Person>): number[] {
    const rows: number[] = [];
    for (let row = 0; row < this.rows && rows.length < faces; row++) if (this.owners[row] === number) rows.push(row);
    return rows;
  }

  /** How many faces a person has. */
  countOf(name: string): number {
    return this.#people.find(name)?.faces ?? 0;
  }

  /** Ascending. */
  rowsOfPhotograph(sha256: string): number[] {
    return this.#faces.rowsOfPhotograph(sha256);
  }

  people(): PersonSummary[] {
    return this.#people.summaries();
  }
}

/** A state as columns of numbers, and what else it holds. */
export interface StateParts extends FaceTableParts {
  /** By number. */
  readonly names: readonly string[];
  readonly calibration?: Calibration | undefined;
}
