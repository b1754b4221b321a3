import { describe, expect, test } from '@jest/globals';
import { ProtobufMessage } from '../../../src/formats/protobuf.ts';

const message = (hex: string): ProtobufMessage =>
  new ProtobufMessage(Buffer.from(hex.replaceAll(' ', ''), 'hex'), 'a.pb');

describe('ProtobufMessage', () => {
  // Encodings from the protobuf specification, and two's complement of 64 bits.
  test.each([
    ['08 00', 0],
    ['08 96 01', 150],
    ['08 ff ff ff ff 0f', 0xffff_ffff],
    ['08 ff ff ff ff ff ff ff ff ff 01', -1],
    ['08 80 80 80 80 80 80 80 80 80 01', -(2 ** 63)],
    ['08 80 80 80 80 80 80 40', 2 ** 48],
    ['08 01 08 02', 2],
    ['', 0],
  ])('%s has the integer %d', (hex, value) => {
    expect(message(hex).integer(1)).toBe(value);
  });

  test('strings, nested messages and fixed-size numbers', () => {
    const outer = message('12 07 74 65 73 74 69 6e 67  1a 03 08 96 01  25 00 00 80 3f  29 00 00 00 00 00 00 f0 3f');
    expect(outer.string(2)).toBe('testing');
    expect(outer.message(3).integer(1)).toBe(150);
    expect(outer.bytes(4).map((bytes) => Buffer.from(bytes).readFloatLE())).toEqual([1]);
    expect(outer.bytes(5).map((bytes) => Buffer.from(bytes).readDoubleLE())).toEqual([1]);
    expect(outer.fields).toEqual([2, 3, 4, 5]);
    expect([outer.has(2), outer.has(9), outer.string(9)]).toEqual([true, false, '']);
  });

  test.each([
    ['a length beyond the end', '0a 05 61', 'file-truncated'],
    ['a length of 2⁶⁴ − 1', '0a ff ff ff ff ff ff ff ff ff 01 61', 'file-truncated'],
    ['an integer cut off', '08 96', 'file-truncated'],
    ['an integer of eleven bytes', '08 ff ff ff ff ff ff ff ff ff ff 01', 'protobuf-invalid'],
    ['a group', '0b 0c', 'protobuf-invalid'],
    ['field number 0', '00 00', 'protobuf-invalid'],
    ['a field number above 2²⁹ − 1', '80 80 80 80 10 00', 'protobuf-invalid'],
  ])('refuses %s', (_, hex, code) => {
    expect(() => message(hex)).toThrow(expect.objectContaining({ name: 'FacekitError', code }));
  });

  test('refuses an integer where bytes are asked for, and the other way round', () => {
    expect(() => message('08 01').string(1)).toThrow(/bytes in field 1 .*a\.pb.*an integer/);
    expect(() => message('0a 01 61').integer(1)).toThrow(/an integer in field 1 .*a\.pb.*bytes/);
  });
});

describe('a message of millions of fields', () => {
  const MILLION = 1_000_000;
  /** Fields of two bytes: an integer, or an empty message. */
  const fields = (count: number, key: number): Buffer => Buffer.alloc(2 * count).fill(Uint8Array.of(key, 0));
  const refused = expect.objectContaining({ code: 'protobuf-invalid' });

  test('is refused before it takes all memory', () => {
    expect(() => new ProtobufMessage(fields(5 * MILLION, 0x08), 'a.pb')).toThrow(refused);
    expect(() => new ProtobufMessage(fields(5 * MILLION, 0x0a), 'a.pb')).toThrow(refused);
  });

  test('is refused where each has a number of its own', () => {
    const own = Array.from({ length: 12_000 }, (_, i) =>
      Uint8Array.of(0x80 | ((i << 3) & 0x78), 0x80 | ((i >> 4) & 0x7f), (i >> 11) + 1, 0),
    );
    expect(() => new ProtobufMessage(Buffer.concat(own), 'a.pb')).toThrow(refused);
  });

  test('is refused where they are spread over the messages in it', () => {
    const inner = fields(MILLION, 0x0a);
    const header = Uint8Array.of(0x0a, 0x80, 0x89, 0x7a);
    expect([...header.subarray(1)]).toEqual([
      (inner.length % 128) | 128,
      ((inner.length >> 7) % 128) | 128,
      inner.length >> 14,
    ]);
    const outer = new ProtobufMessage(Buffer.concat(Array.from({ length: 5 }, () => [header, inner]).flat()), 'a.pb');
    expect(() => outer.messages(1)).toThrow(refused);
  });
});
