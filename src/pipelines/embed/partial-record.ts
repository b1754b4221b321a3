import { asEmbedding } from '../../core/embedding.ts';
import type { EmbeddedFace, EmbeddedFaces } from '../collection/embed-images.ts';

/** One finished image of a run, as its partial file holds it. */
export interface PartialRecord extends EmbeddedFaces {
  readonly path: string;
  readonly key: string;
}

/** One line, without its line end. Embeddings are base64 of little-endian float32: exact, and three times shorter than decimals. */
export function formatPartialRecord({ path, key, resized, faces }: PartialRecord): string {
  return JSON.stringify({ path, key, resized, faces: faces.map(formatFace) });
}

const formatFace = ({ embedding, ...place }: EmbeddedFace) => ({
  ...place,
  embedding: Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength).toString('base64'),
});

/** Reads a line; undefined for one that is cut off or is no record. */
export function parsePartialRecord(line: string): PartialRecord | undefined {
  try {
    const value = JSON.parse(line) as StoredRecord | null;
    if (typeof value?.path !== 'string' || typeof value.key !== 'string') return undefined;
    return { ...value, faces: value.faces.map(parseFace) };
  } catch {
    return undefined;
  }
}

type StoredFace = Omit<EmbeddedFace, 'embedding'> & { readonly embedding: string };
type StoredRecord = Omit<PartialRecord, 'faces'> & { readonly faces: readonly StoredFace[] };

function parseFace({ embedding, ...place }: StoredFace): EmbeddedFace {
  const bytes = Uint8Array.from(Buffer.from(embedding, 'base64'));
  return { ...place, embedding: asEmbedding(new Float32Array(bytes.buffer)) };
}
