import { FacekitError } from '../../core/errors.ts';
import { streamRegularFile } from '../../files/regular-file.ts';

/** Bytes: a thousand times the faces that a photograph may show. */
const LONGEST_LINE = 2 ** 27;

/**
 * The lines of a text file in UTF-8, without their line feeds, one at a time. Only line feeds end a line: names may hold the
 * other characters that Node's own reader takes for line ends.
 *
 * @throws FacekitError `embedding-file` for a line of more than 128 MB
 */
export async function* readLines(file: string): AsyncGenerator<string> {
  for await (const line of readLineBytes(file)) yield line.toString();
}

/** The same as bytes: of a damaged file, text does not tell where in the file it stood. */
export async function* readLineBytes(file: string): AsyncGenerator<Buffer> {
  const pieces: Buffer[] = [];
  let waiting = 0;
  for await (const chunk of streamRegularFile(file, 1 << 18)) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...pieces.splice(0), chunk.subarray(start, end)]);
      start = end + 1;
      waiting = 0;
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
    waiting += chunk.length - start;
    if (waiting > LONGEST_LINE)
      throw new FacekitError('embedding-file', `Expected lines in ${file} but one is longer than 128 MB.`);
  }
  if (pieces.length > 0) yield Buffer.concat(pieces);
}
