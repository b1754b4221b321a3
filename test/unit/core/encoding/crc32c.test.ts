import { expect, test } from '@jest/globals';
import { crc32c } from '../../../../src/core/encoding/crc32c.ts';

// RFC 3720, appendix B.4, and the check value of the catalogue of CRCs.
test.each([
  ['123456789', Buffer.from('123456789'), 0xe3069283],
  ['nothing', Buffer.alloc(0), 0],
  ['32 zeros', Buffer.alloc(32), 0x8a9136aa],
  ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
  ['0 to 31', Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
])('%s', (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});
