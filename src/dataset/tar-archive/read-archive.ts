import { isImageLike } from '../../image/image-name.ts';
import type { TarMember } from './read-member.ts';

/** Whether a file has the name of an archive that is read as a folder. */
export const isArchiveName = (name: string): boolean => /\.tar$/i.test(name);

/** What an archive holds; names are relative to it, with forward slashes. */
export interface ArchiveContent {
  /** In their order; of those with one name the last, as tar unpacks them. */
  readonly images: readonly { readonly name: string; readonly member: TarMember }[];
  /** What is no image; links, devices, and names that lead out of the archive. */
  readonly leftOut: readonly string[];
  /** Why what comes after the images cannot be read. */
  readonly damage?: string;
}

/**
 * Lists an archive, as `tar` or WebDataset writes them, without unpacking it. Names that begin with a dot are passed over, as in folders. An
 * archive without a single header that can be read is none: it has neither images nor anything left out, only the damage.
 *
 * @throws the errors of opening the file
 */
export async function readArchive(archive: string): Promise<ArchiveContent> {
  const images = new Map<string, TarMember>();
  const leftOut: string[] = [];
  const { listMembers } = await import('./list-members.ts');
  for await (const entry of listMembers(archive)) {
    if (entry.kind === 'damaged') return { images: listed(images), leftOut, damage: entry.message };
    const { name } = entry;
    if (name.split('/').some((part) => part.startsWith('.') && part !== '..')) continue;
    if (entry.kind === 'file' && isImageLike(name)) images.set(name, entry.member);
    else leftOut.push(name);
  }
  return { images: listed(images), leftOut };
}

const listed = (images: ReadonlyMap<string, TarMember>): ArchiveContent['images'] =>
  Array.from(images, ([name, member]) => ({ name, member }));
