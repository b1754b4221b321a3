import { asEmbedding } from '../../../../src/core/embedding.ts';
import type { EmbeddingFileMetadata, EmbeddingRow } from '../../../../src/dataset/embedding-file/contents.ts';

export const DIMENSION = 3;

export const METADATA: EmbeddingFileMetadata = {
  facekit: '0.1.0',
  model: { name: 'small', sha256: 'ab'.repeat(32) },
  dimension: DIMENSION,
  standardisation: 'fixed',
  alignment: { kind: 'box', margin: 32, imageSize: 160 },
  flip: false,
};

/** Names that a file system may hold and a careless format would not. */
export const ROWS: readonly EmbeddingRow[] = [
  row({ path: 'lfw/Ann/Ann_0001.png', className: 'Ann' }, [0.1, -1e-7, 3]),
  row(
    {
      path: 'lfw/Bo, "Jr"/1\n2.png',
      className: 'Bo, "Jr"',
      face: 2,
      box: { x1: -1.5, y1: 0.1, x2: 20, y2: 30.25 },
      score: 0.987654321,
    },
    [1 / 3, -0, 1.17549435e-38],
  ),
  row({ path: 'lfw/Žofie 🦊/1.png', className: 'Žofie 🦊' }, [3.4e38, -2.5, 0.30000001192092896]),
];

function row(fields: Partial<EmbeddingRow>, numbers: readonly number[]): EmbeddingRow {
  const embedding = asEmbedding(Float32Array.from(numbers));
  return { path: '', className: '', face: 0, box: null, score: null, ...fields, embedding };
}
