import { FacekitError } from '../../core/errors.ts';
import { streamRegularFile } from '../../files/regular-file.ts';

/** Bytes: a thousand times the faces that a photograph may show. */
const LONGEST_LINE = 2 ** 27;
const PIECE = 1 << 18;
const LINE_FEED = 10;

/**
 * The lines of a text file in UTF-8, without their line feeds, one at a time. Only line feeds end a line: names may hold the
 * other characters that Node's own reader takes for line ends.
 *
 * @throws FacekitError `embedding-file` for a line of more than 128 MB
 */
export async function* readLines(file: string): AsyncGenerator<string> {
  for await (const lines of readLineGroups(file)) yield* lines;
}

/** The same as they come from the file, many at a time: for long lists, of which each line takes less time than waiting for it. */
export async function* readLineGroups(file: string): AsyncGenerator<string[]> {
  for await (const piece of readWholeLines(file)) yield piece.toString().split('\n');
}

/** The same as bytes: of a damaged file, text does not tell where in the file it stood. */
export async function* readLineBytes(file: string): AsyncGenerator<Buffer> {
  for await (const piece of readWholeLines(file)) {
    let start = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, start)) {
      yield piece.subarray(start, end);
      start = end + 1;
    }
    yield piece.subarray(start);
  }
}

/** Pieces of a file, each of one line or more, without the last line feed. */
async function* readWholeLines(file: string): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let waiting = 0;
  for await (const chunk of streamRegularFile(file, PIECE)) {
    const end = chunk.lastIndexOf(LINE_FEED);
    if (end >= 0) {
      yield Buffer.concat([...begun, chunk.subarray(0, end)]);
      begun = [];
      waiting = 0;
    }
    if (end + 1 < chunk.length) begun.push(chunk.subarray(end + 1));
    waiting += chunk.length - end - 1;
    if (waiting > LONGEST_LINE)
      throw new FacekitError('embedding-file', `Expected lines in ${file} but one is longer than 128 MB.`);
  }
  if (begun.length > 0) yield Buffer.concat(begun);
}
