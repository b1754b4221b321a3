import { expect, test } from '@jest/globals';
import { crc32 } from '../../../src/core/encoding/crc32.ts';
import { type Change, decodeChange, decodeHead, encodeChange } from '../../../src/gallery/changes/change.ts';

const face = (fields: object = {}): Change => ({
  change: 'enrol',
  id: '854d52c7-a169-47ed-ae83-94b52431b30f',
  person: 'Ann Example',
  row: 7,
  crc: 4_294_967_295,
  path: 'people/Ann/1.jpg',
  sha256: 'fa'.repeat(32),
  face: 0,
  box: [1, -2.5, 30.12345678901234, 40],
  score: 0.9999999999999998,
  time: '2026-11-29T17:55:32.366Z',
  crop: false,
  ...fields,
});
const line = (change: Change): Buffer => Buffer.from(encodeChange(change).slice(0, -1));

test.each([
  ['a plain face', face()],
  ['no picture', face({ crop: true, face: 3 })],
  ['no box', face({ box: null, score: null })],
  ['a score near 0', face({ score: 1e-7 })],
  ['names of other scripts', face({ person: 'Åsa 山田 👤', path: 'ü/"quoted"\\\t.jpg' })],
  ['a quoted name', face({ person: 'Ann "A" O\\Neill' })],
  ['a renaming', { change: 'rename', person: 'Ann', name: 'Anna', time: 'now' } as const],
])('the short reading of %s agrees with the whole', (_, change) => {
  const whole = decodeChange(line(change));
  const head = decodeHead(line(change));
  expect(whole).toEqual({ ok: true, value: change });
  expect(head.ok && whole.ok && { ...whole.value, ...head.value }).toEqual(change);
});

test('galleries have the score before the box, too, as they were first written', () => {
  const text = '{"change":"enrol"' + JSON.stringify({ ...face(), change: undefined }).replace('{', ',');
  const other = text.replace(/("box":.*),("score":[^,]*)/, '$2,$1');
  expect(other).toMatch(/"score":[^,]*,"box"/);
  const sum = crc32(Buffer.from(other)).toString(16).padStart(8, '0');
  expect(decodeHead(Buffer.from(`${other}\t${sum}`))).toMatchObject({ ok: true, value: { row: 7 } });
  expect(decodeChange(Buffer.from(`${other}\t${sum}`))).toEqual({ ok: true, value: face() });
});

test('the short reading sees damage at every byte', () => {
  const bytes = line(face());
  for (let i = 0; i < bytes.length; i++) {
    const damaged = Buffer.from(bytes);
    damaged[i] = (damaged[i] ?? 0) ^ 1;
    expect(decodeHead(damaged)).toMatchObject({ ok: false });
  }
  expect(decodeHead(bytes)).toMatchObject({ ok: true });
});

test.each([
  ['a number that begins with 0', '"row":7', '"row":07'],
  ['a checksum of a row that begins with 0', '"crc":4294967295', '"crc":0294967295'],
  ['a corner that begins with 0', '-2.5', '-02.5'],
  ['an escape that there is not', 'people/Ann', 'people\\qAnn'],
])('the short reading takes nothing that the whole refuses, its checksum being right: %s', (_, text, other) => {
  const json = JSON.stringify(face()).replace(text, () => other);
  const sum = crc32(Buffer.from(json)).toString(16).padStart(8, '0');
  expect(decodeChange(Buffer.from(`${json}\t${sum}`))).toMatchObject({ ok: false });
  expect(decodeHead(Buffer.from(`${json}\t${sum}`))).toMatchObject({ ok: false });
});
