import { expect, test } from '@jest/globals';
import { onOneLine, printable, printableLines, safeOutput } from '../../../src/core/printable.ts';

const HOSTILE: readonly (readonly [string, string, string])[] = [
  ['a line end', 'a\nb', 'a\\u000ab'],
  ['a code that clears the screen', '\x1b[2J', '\\u001b[2J'],
  ['its form of one character', '\x9b2J', '\\u009b2J'],
  ['the right-to-left override', 'gpj.\u202eexe', 'gpj.\\u202eexe'],
  ['an isolate', '\u2066a\u2069', '\\u2066a\\u2069'],
  ['a mark of direction', 'a\u200fb', 'a\\u200fb'],
  ['nothing that is there', 'a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
  ['a line separator', 'a\u2028b', 'a\\u2028b'],
  ['a tag', 'a\u{e0041}', 'a\\udb40\\udc41'],
];

test.each(HOSTILE)('%s is coded in a line', (_, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('names in any script stay as they are', () => {
  const text = 'Žofie 🦊 Ångström 中文 עברית العربية';
  expect([printable(text), printableLines(text), safeOutput(text), onOneLine(text)]).toEqual([text, text, text, text]);
});

test('lines keep their ends and tabs', () => {
  expect(printableLines('a\tb\nc\r\u202e')).toBe('a\tb\nc\\u000d\\u202e');
});

test('output keeps its colours, and JSON its meaning', () => {
  const names = HOSTILE.map(([, text]) => text);
  const output = safeOutput(`\x1b[31m${JSON.stringify(names)}\x1b[0m\n`);
  expect(output).not.toMatch(/[\x7f-\x9f\p{Cf}\u2028]/u);
  expect([output.slice(0, 5), output.slice(-5)]).toEqual(['\x1b[31m', '\x1b[0m\n']);
  expect(JSON.parse(output.slice(5, -5))).toEqual(names);
});
