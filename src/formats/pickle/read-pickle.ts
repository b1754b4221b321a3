import type { ByteReader } from '../byte-reader.ts';
import { PickleMachine, type PickleOptions, type PickleValue } from './machine.ts';
import { OPCODES } from './opcodes.ts';

const STOP = 0x2e;

/** A state dict of FaceNet takes about 50,000; without an end, a file of nothing but operations takes all memory. */
const MOST_OPERATIONS = 1_000_000;

/**
 * Reads one pickle (protocols 0–5) at the reader's place, which ends up behind it. Python's own reader runs whatever the file
 * asks for; this one only builds numbers, strings, lists, tuples, dictionaries and what `globals` lists. State that is set on
 * a dictionary (`_metadata` of PyTorch's state dicts) is read and dropped.
 *
 * @throws FacekitError `pickle-refused` (names the global or the operation), `pickle-invalid`, `file-truncated`.
 * @see https://github.com/python/cpython/blob/main/Lib/pickletools.py for the operations.
 */
export function readPickle(reader: ByteReader, options: PickleOptions = {}): PickleValue {
  const machine = new PickleMachine(reader, options);
  for (let count = 0; count < MOST_OPERATIONS; count += 1) {
    const code = reader.uint8();
    if (code === STOP) return machine.pop();
    const operation = OPCODES.get(code);
    if (!operation) throw machine.refuse(`operation 0x${code.toString(16)}`);
    operation(machine);
  }
  throw machine.invalid(`has more than ${MOST_OPERATIONS} operations, which no model takes`);
}
