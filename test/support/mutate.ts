import type { Random } from '../../src/core/random.ts';

/** Numbers that lengths, counts and offsets go wrong with. */
const EVIL = [0, 1, 0x7f, 0x80, 0xff];

/** A copy of a file with something wrong: bytes changed, exchanged, repeated, left out or cut off at the end. Its first bytes often stay. */
export function mutate(file: Uint8Array, random: Random): Uint8Array {
  const at = (most: number): number => Math.floor(random() * most);
  const place = (): number => (random() < 0.5 ? at(Math.min(file.length, 200)) : at(file.length));
  const byte = (): number => (random() < 0.5 ? (EVIL[at(EVIL.length)] ?? 0) : at(256));
  const copy = Uint8Array.from(file);
  switch (at(6)) {
    case 0:
      return copy.subarray(0, at(file.length));
    case 1: {
      const from = place();
      return Uint8Array.from([...copy.subarray(0, from), ...copy.subarray(from + 1 + at(64))]);
    }
    case 2: {
      const from = place();
      return Uint8Array.from([...copy.subarray(0, from), ...copy.subarray(Math.max(0, from - at(64)))]);
    }
    case 3: {
      const from = place();
      copy.fill(byte(), from, from + 1 + at(8));
      return copy;
    }
    default:
      for (let i = 0, count = 1 + at(10); i < count; i++) copy[place()] = byte();
      return copy;
  }
}
