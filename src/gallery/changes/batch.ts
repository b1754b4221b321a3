import { randomUUID } from 'node:crypto';
import type { Enrolment, NewFace } from '../contents.ts';
import type { EnrolChange } from './change.ts';
import { crcOfRow } from './crc-of-row.ts';
import { type FaceRecord, toGalleryFace } from './face-record.ts';

/** Faces that are enrolled together. */
export class Batch {
  readonly changes: EnrolChange[] = [];
  readonly rows: Float32Array[] = [];
  readonly crops: { readonly id: string; readonly crop: Uint8Array }[] = [];
  readonly #firstRow: number;
  readonly #known: readonly FaceRecord[];

  /**
   * @param firstRow where the first of them goes
   * @param known the faces of their photographs that are enrolled already
   */
  constructor(firstRow: number, known: readonly FaceRecord[]) {
    this.#firstRow = firstRow;
    this.#known = known;
  }

  add({ person, source, box, score, embedding, crop }: NewFace): Enrolment {
    const { path, sha256, face } = source;
    const known = [...this.#known, ...this.changes].find((other) => other.sha256 === sha256 && other.face === face);
    if (known) return { status: 'duplicate', face: toGalleryFace(known) };
    const change: EnrolChange = {
      change: 'enrol',
      id: randomUUID(),
      person,
      row: this.#firstRow + this.changes.length,
      crc: crcOfRow(embedding),
      ...{ path, sha256, face, score },
      box: box && [box.x1, box.y1, box.x2, box.y2],
      time: new Date().toISOString(),
      crop: crop !== undefined,
    };
    this.changes.push(change);
    this.rows.push(embedding);
    if (crop) this.crops.push({ id: change.id, crop });
    return { status: 'enrolled', face: toGalleryFace(change) };
  }
}
