import { decodeText } from '../files/decode-text.ts';

/**
 * The paths of a list: parted by NUL where there is one, as `find -print0` writes them, else one a line. Windows line ends count as line
 * ends only where every line that is not empty has them; empty lines are left out.
 */
export function parsePathList(bytes: Uint8Array): string[] {
  const text = decodeText(bytes);
  if (text.includes('\0')) return text.split('\0').filter((name) => name !== '');
  const lines = text.split('\n');
  const isWindows = lines.slice(0, -1).every((line) => line === '' || line.endsWith('\r'));
  const names = isWindows ? lines.map((line) => line.replace(/\r$/, '')) : lines;
  return names.filter((name) => name !== '');
}
