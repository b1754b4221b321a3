import type { Data, FixedSizeList, Float32, Float64, RecordBatch, Schema, Utf8 } from 'apache-arrow';
import { arrow } from '../../formats/arrow/apache-arrow.ts';
import type { EmbeddingRow } from './contents.ts';

const float32 = new arrow.Float32();
const float64 = new arrow.Float64();
const int32 = new arrow.Int32();
const utf8 = new arrow.Utf8();

/** The columns of an embedding file. */
export const arrowSchema = (dimension: number, metadata: Map<string, string>): Schema =>
  new arrow.Schema(
    [
      new arrow.Field('path', utf8, false),
      new arrow.Field('class', utf8, false),
      new arrow.Field('face', int32, false),
      new arrow.Field('box', boxType(), true),
      new arrow.Field('score', float64, true),
      new arrow.Field('embedding', embeddingType(dimension), false),
    ],
    metadata,
  );

const boxType = (): FixedSizeList<Float64> => new arrow.FixedSizeList(4, new arrow.Field('item', float64, false));

const embeddingType = (dimension: number): FixedSizeList<Float32> =>
  new arrow.FixedSizeList(dimension, new arrow.Field('item', float32, false));

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
    arrow.makeData({ type: int32, length, nullCount: 0, data: Int32Array.from(rows, ({ face }) => face) }),
    arrow.makeData({
      type: boxType(),
      length,
      ...validity(rows.map(({ box }) => box !== null)),
      child: arrow.makeData({ type: float64, length: 4 * length, nullCount: 0, data: Float64Array.from(boxes) }),
    }),
    arrow.makeData({
      type: float64,
      length,
      ...validity(rows.map(({ score }) => score !== null)),
      data: Float64Array.from(rows, ({ score }) => score ?? 0),
    }),
    arrow.makeData({
      type: embeddingType(dimension),
      length,
      nullCount: 0,
      child: arrow.makeData({ type: float32, length: length * dimension, nullCount: 0, data: embeddings }),
    }),
  ];
  return new arrow.RecordBatch(
    schema,
    arrow.makeData({ type: new arrow.Struct(schema.fields), length, nullCount: 0, children }),
  );
}

function textData(texts: readonly string[]): Data<Utf8> {
  const pieces = texts.map((text) => Buffer.from(text));
  const valueOffsets = new Int32Array(pieces.length + 1);
  pieces.forEach((piece, i) => {
    valueOffsets[i + 1] = (valueOffsets[i] ?? 0) + piece.length;
  });
  return arrow.makeData({
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
