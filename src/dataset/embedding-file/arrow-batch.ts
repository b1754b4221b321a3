import {
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
  type Data,
} from 'apache-arrow';
import type { EmbeddingRow } from './contents.ts';

const float32 = new Float32();
const float64 = new Float64();
const int32 = new Int32();
const utf8 = new Utf8();

/** The columns of an embedding file. */
export const arrowSchema = (dimension: number, metadata: Map<string, string>): Schema =>
  new Schema(
    [
      new Field('path', utf8, false),
      new Field('class', utf8, false),
      new Field('face', int32, false),
      new Field('box', boxType(), true),
      new Field('score', float64, true),
      new Field('embedding', embeddingType(dimension), false),
    ],
    metadata,
  );

const boxType = (): FixedSizeList<Float64> => new FixedSizeList(4, new Field('item', float64, false));

const embeddingType = (dimension: number): FixedSizeList<Float32> =>
  new FixedSizeList(dimension, new Field('item', float32, false));

/** Rows as one record batch: each column in one piece of memory. */
export function recordBatch(schema: Schema, dimension: number, rows: readonly EmbeddingRow[]): RecordBatch {
  const length = rows.length;
  const boxes = rows.flatMap(({ box }) => (box ? [box.x1, box.y1, box.x2, box.y2] : [0, 0, 0, 0]));
  const embeddings = new Float32Array(length * dimension);
  rows.forEach(({ embedding }, i) => {
    embeddings.set(embedding, i * dimension);
  });
  const children = [
    textData(rows.map(({ path }) => path)),
    textData(rows.map(({ className }) => className)),
    makeData({ type: int32, length, nullCount: 0, data: Int32Array.from(rows, ({ face }) => face) }),
    makeData({
      type: boxType(),
      length,
      ...validity(rows.map(({ box }) => box !== null)),
      child: makeData({ type: float64, length: 4 * length, nullCount: 0, data: Float64Array.from(boxes) }),
    }),
    makeData({
      type: float64,
      length,
      ...validity(rows.map(({ score }) => score !== null)),
      data: Float64Array.from(rows, ({ score }) => score ?? 0),
    }),
    makeData({
      type: embeddingType(dimension),
      length,
      nullCount: 0,
      child: makeData({ type: float32, length: length * dimension, nullCount: 0, data: embeddings }),
    }),
  ];
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
}

function textData(texts: readonly string[]): Data<Utf8> {
  const pieces = texts.map((text) => Buffer.from(text));
  const valueOffsets = new Int32Array(pieces.length + 1);
  pieces.forEach((piece, i) => {
    valueOffsets[i + 1] = (valueOffsets[i] ?? 0) + piece.length;
  });
  return makeData({
    type: utf8,
    length: texts.length,
    nullCount: 0,
    valueOffsets,
    data: Buffer.concat(pieces),
  });
}

/** Which values are there, a bit each, the lowest first. */
function validity(present: readonly boolean[]): { nullCount: number; nullBitmap: Uint8Array } {
  const nullBitmap = new Uint8Array(Math.ceil(present.length / 8));
  present.forEach((isThere, i) => {
    if (isThere) nullBitmap[i >> 3] = (nullBitmap[i >> 3] ?? 0) | (1 << (i & 7));
  });
  return { nullCount: present.filter((isThere) => !isThere).length, nullBitmap };
}
