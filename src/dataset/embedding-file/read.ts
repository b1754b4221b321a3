import { FacekitError } from '../../core/errors.ts';
import { requirePath } from '../../core/inner-path.ts';
import { openRegularFile } from '../../files/regular-file.ts';
import { formatOf } from './formats.ts';
import type { EmbeddingFile } from './contents.ts';
import { whyUnreadable } from '../../files/why-unreadable.ts';

/**
 * Reads an embedding file of any kind into memory. Every number is checked: nothing that is not finite, no row of another length.
 * Compare its metadata with the embedder in use by `requireSameModel`.
 *
 * @throws FacekitError `usage` (another extension), `embedding-file` (not there, cut off, altered, of a newer version)
 */
export async function readEmbeddingFile(file: string): Promise<EmbeddingFile> {
  requirePath(file, 'file');
  const format = await formatOf(file);
  try {
    await (await openRegularFile(file)).close();
    return await format.read(file);
  } catch (error) {
    const why = whyUnreadable(error);
    throw new FacekitError('embedding-file', `Cannot read ${file}: ${why}.`, { cause: error });
  }
}
