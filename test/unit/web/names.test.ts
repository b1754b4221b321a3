import { expect, test } from '@jest/globals';
import { createNames } from '../../../web/src/names.ts';

type Corners = readonly [number, number, number, number];
const at = (x: number): Corners => [x, 0, x + 100, 100];
const face = (x: number, person: string | null) => ({ box: at(x), person });
const people = (names: ReturnType<typeof createNames>) => names.shown.map(({ person }) => person);

test('names are asked for once at a time, again after half a second, and at once for a new face', () => {
  const names = createNames();
  expect([names.isDue(0), names.isDue(10)]).toEqual([true, false]);
  names.carry([at(0)]);
  names.learn([face(0, 'Ann')]);
  expect([names.isDue(499), names.isDue(500)]).toEqual([false, true]);
  names.learn([face(0, 'Ann')]);
  names.carry([at(0), at(300)]);
  expect(people(names)).toEqual(['Ann', undefined]);
  expect(names.isDue(501)).toBe(true);
});

test('faces keep their names from picture to picture, and somebody unknown stays so', () => {
  const names = createNames();
  names.carry([at(0), at(300)]);
  names.learn([face(300, null), face(0, 'Ann')]);
  names.carry([at(330), at(30)]);
  expect(people(names)).toEqual([null, 'Ann']);
  expect(names.shown.map(({ box }) => box)).toEqual([at(330), at(30)]);
});

test('an answer about an earlier picture names the faces of the newest', () => {
  const names = createNames();
  names.carry([at(0)]);
  names.carry([at(20), at(400)]);
  names.learn([face(0, 'Ann')]);
  expect(people(names)).toEqual(['Ann', undefined]);
  names.learn([face(25, 'Bob')]);
  expect(people(names)).toEqual(['Bob', undefined]);
});

test('a name goes to one face, the one that overlaps most', () => {
  const names = createNames();
  names.carry([at(40), at(10)]);
  names.learn([face(0, 'Ann')]);
  expect(people(names)).toEqual([undefined, 'Ann']);
});

test('a face that went takes its name along: overlaps below three tenths are of nobody', () => {
  const names = createNames();
  names.carry([at(0)]);
  names.learn([face(0, 'Ann')]);
  names.carry([at(54)]); // 46 of 154
  expect(people(names)).toEqual([undefined]);
  names.learn([face(0, 'Ann')]);
  expect(people(names)).toEqual([undefined]);
  names.carry([at(100)]);
  names.carry([]);
  expect(people(names)).toEqual([]);
});
