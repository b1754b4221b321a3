import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ProtobufMessage } from '../../../src/formats/protobuf.ts';

/** Before the data of a record: its length in 8 bytes and their checksum; behind it, its own checksum. */
const [HEAD, CHECKSUM] = [12, 4];

/** The scalars of each event of the files in a folder, by their tags, but for the first event of a file. */
export function eventsIn(folder: string): Readonly<Record<string, number>>[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => recordsIn(readFileSync(path.join(folder, name))).slice(1))
    .map((record) => Object.fromEntries(scalarsOf(new ProtobufMessage(record, 'event'))));
}

function recordsIn(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = start + HEAD + bytes.readUInt32LE(start);
    records.push(bytes.subarray(start + HEAD, end));
    start = end + CHECKSUM;
  }
  return records;
}

/** Of `Event.summary.value` tag and simple_value. */
const scalarsOf = (event: ProtobufMessage): (readonly [string, number])[] =>
  event
    .message(5)
    .messages(1)
    .map((value) => {
      const [tag, simple] = [value.bytes(1)[0], value.bytes(2)[0]];
      return [Buffer.from(tag ?? []).toString(), Buffer.from(simple ?? []).readFloatLE()] as const;
    });
