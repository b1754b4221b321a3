import { openRegularFile } from '../../files/regular-file.ts';

/**
 * The lines of a text file in UTF-8, without their line feeds, one at a time. Only line feeds end a line: names may hold the
 * other characters that Node's own reader takes for line ends.
 */
export async function* readLines(file: string): AsyncGenerator<string> {
  const pieces: Buffer[] = [];
  const handle = await openRegularFile(file);
  for await (const chunk of handle.createReadStream({ highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...pieces.splice(0), chunk.subarray(start, end)]).toString();
      start = end + 1;
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
  }
  if (pieces.length > 0) yield Buffer.concat(pieces).toString();
}
