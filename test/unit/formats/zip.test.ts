import { describe, expect, test } from '@jest/globals';
import { listZip, looksLikeZip, readStoredZip } from '../../../src/formats/zip.ts';

/** Python's zipfile: 'a/data.pkl' = b'hello' and an empty 'b', stored, with an archive comment; and one deflated entry. */
const STORED = Buffer.from(
  'UEsDBBQAAAAAAEm6d12GphA2BQAAAAUAAAAKAAAAYS9kYXRhLnBrbGhlbGxvUEsDBBQAAAAAAEm6d10AAAAAAAAAAAAAAAABAAAAYlBLAQIUAxQAAAAAAEm6d12GphA2BQAAAAUAAAAKAAAAAAAAAAAAAACAAQAAAABhL2RhdGEucGtsUEsBAhQDFAAAAAAASbp3XQAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAIABLQAAAGJQSwUGAAAAAAIAAgBnAAAATAAAAAkAYSBjb21tZW50',
  'base64',
);
const DEFLATED = Buffer.from(
  'UEsDBBQAAAAIAEm6d10DimKsBgAAADIAAAAiAAAAMjAxODA0MDItMTE0NzU5LzIwMTgwNDAyLTExNDc1OS5wYquoIBUAAFBLAQIUAxQAAAAIAEm6d10DimKsBgAAADIAAAAiAAAAAAAAAAAAAACAAQAAAAAyMDE4MDQwMi0xMTQ3NTkvMjAxODA0MDItMTE0NzU5LnBiUEsFBgAAAAABAAEAUAAAAEYAAAAAAA==',
  'base64',
);

describe('readStoredZip', () => {
  test('reads stored entries, also behind a comment', () => {
    expect(looksLikeZip(STORED)).toBe(true);
    const entries = [...readStoredZip(STORED, 'a.zip')].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]);
    expect(entries).toEqual([
      ['a/data.pkl', 'hello'],
      ['b', ''],
    ]);
  });

  test('lists a compressed entry, and refuses to read it', () => {
    expect(listZip(DEFLATED, 'a.zip')).toEqual(['20180402-114759/20180402-114759.pb']);
    expect(() => readStoredZip(DEFLATED, 'a.zip')).toThrow(/20180402-114759\.pb is compressed; unpack/);
  });

  test('refuses an archive that is cut off', () => {
    const read = (): unknown => readStoredZip(STORED.subarray(0, 120), 'a.zip');
    expect(read).toThrow(expect.objectContaining({ code: 'zip-invalid' }));
    expect(read).toThrow(/a\.zip.*cut off/);
  });

  test('refuses an entry beyond the end', () => {
    const damaged = Buffer.from(STORED);
    damaged.writeUInt32LE(0x7fffffff, damaged.indexOf('PK\x01\x02') + 24); // its size
    expect(() => readStoredZip(damaged, 'a.zip')).toThrow(expect.objectContaining({ code: 'file-truncated' }));
  });
});
