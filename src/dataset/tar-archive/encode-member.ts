import { Header, Pax } from 'tar';

const BLOCK = 512;
/** What an archive ends with. */
export const TAR_END = new Uint8Array(2 * BLOCK);

/**
 * A file as a tar archive holds it (ustar, with a pax header where the name is too long for that). Owner and time are left out: equal files make
 * equal archives.
 *
 * @param name with forward slashes
 */
export function encodeMember(name: string, content: Uint8Array): Buffer {
  const fields = {
    path: name,
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: content.length,
    mtime: new Date(0),
    type: 'File',
  } as const;
  const header = Buffer.alloc(BLOCK);
  const needsPax = new Header(fields).encode(header);
  const pax = needsPax ? new Pax({ path: name, size: content.length }).encode() : Buffer.alloc(0);
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return Buffer.concat([pax, header, content, padding]);
}
