import { asEmbedding } from '../../core/embedding.ts';
import { FacekitError } from '../../core/errors.ts';
import { type EmbeddingRow, tableOf } from '../../dataset/embedding-file/contents.ts';
import { writeEmbeddingFile } from '../../dataset/embedding-file/write.ts';
import type { GalleryStore } from '../../gallery/store.ts';

/** What was exported. */
export interface ExportReport {
  readonly gallery: string;
  /** The files that were written. */
  readonly files: readonly string[];
  readonly faces: number;
}

/**
 * Writes the faces of a gallery to an embedding file, whose classes are the people.
 *
 * @param file ending in .arrow, .npy, .csv or .jsonl; what was there is replaced
 * @throws FacekitError `no-faces` for an empty gallery; `usage`, `output-not-writable`, `disk-full`
 */
export async function exportGallery(file: string, store: GalleryStore): Promise<ExportReport> {
  const faces = await store.faces();
  if (faces.length === 0)
    throw new FacekitError('no-faces', `Expected faces in the gallery ${store.name} to export but it is empty.`);
  const embeddings = await store.embeddingsOf(faces);
  const rows = faces.flatMap(({ person, source, box, score }, i): EmbeddingRow[] => {
    const embedding = embeddings[i];
    if (!embedding) return [];
    return [{ path: source.path, className: person, face: source.face, box, score, embedding: asEmbedding(embedding) }];
  });
  const files = await writeEmbeddingFile(file, tableOf(store.embeddings, rows));
  return { gallery: store.name, files, faces: rows.length };
}
