import { describe, expect, test } from '@jest/globals';
import { parsePathList } from '../../../src/dataset/path-list.ts';

const utf8 = (text: string): Uint8Array => Buffer.from(text);
const utf16le = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');

describe('parsePathList', () => {
  test.each<[string, Uint8Array, string[]]>([
    ['lines', utf8('a.jpg\nb c.jpg\n'), ['a.jpg', 'b c.jpg']],
    ['a last line without its end', utf8('a.jpg\nb.jpg'), ['a.jpg', 'b.jpg']],
    ['Windows line ends', utf8('a.jpg\r\nb.jpg\r\n'), ['a.jpg', 'b.jpg']],
    ['Windows line ends, the last line without', utf8('a.jpg\r\nb.jpg'), ['a.jpg', 'b.jpg']],
    ['Windows line ends, and empty lines without', utf8('a.jpg\r\nb.jpg\r\n\n'), ['a.jpg', 'b.jpg']],
    ['a name that ends in a carriage return', utf8('Ann\r\nBob\n'), ['Ann\r', 'Bob']],
    ['NUL, with line breaks in names', utf8('a\nb.jpg\0Ann\r\n/c.jpg\0'), ['a\nb.jpg', 'Ann\r\n/c.jpg']],
    ['empty lines', utf8('\n\na.jpg\n\n'), ['a.jpg']],
    ['a byte order mark', utf8('\ufeffa.jpg\n'), ['a.jpg']],
    ['UTF-16 of PowerShell', utf16le('ä.jpg\r\nb.jpg\r\n'), ['ä.jpg', 'b.jpg']],
    ['big-endian UTF-16', Buffer.from(utf16le('a.jpg\n')).swap16(), ['a.jpg']],
    ['other line breaks are part of a name', utf8('a\u2028b\u0085.jpg\n'), ['a\u2028b\u0085.jpg']],
    ['nothing', utf8(''), []],
  ])('%s', (_, bytes, expected) => {
    expect(parsePathList(bytes)).toEqual(expected);
  });
});
