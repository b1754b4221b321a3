import { describe, expect, test } from '@jest/globals';
import type { RgbImage } from '../../../src/core/image.ts';
import { copyImage, drawRectangle, drawText, fillDisc, fillRectangle, textSize } from '../../../src/image/draw.ts';
import { solid } from '../../support/images.ts';

const WHITE = [255, 255, 255] as const;

/** The red channel as text: `#` where the ink covers, `+` where it covers in part, `.` elsewhere. */
const picture = ({ width, height, data }: RgbImage): string[] =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => {
      const red = data[(y * width + x) * 3] ?? 0;
      return red === 255 ? '#' : red === 0 ? '.' : '+';
    }).join(''),
  );

const drawn = (width: number, height: number, draw: (canvas: RgbImage) => void): string[] => {
  const canvas = solid(width, height, [0, 0, 0]);
  draw(canvas);
  return picture(canvas);
};

describe('fillRectangle', () => {
  test('rounds corners to whole pixels', () => {
    const box = { x1: 0.6, y1: 1.4, x2: 3.4, y2: 2.5 };
    expect(drawn(5, 4, (canvas) => fillRectangle(canvas, box, { colour: WHITE }))).toEqual([
      '.....',
      '.##..',
      '.##..',
      '.....',
    ]);
  });

  test.each([
    ['reaches beyond every edge', { x1: -9, y1: -1e12, x2: 99, y2: Infinity }, ['##', '##']],
    ['lies outside', { x1: 5, y1: 0, x2: 9, y2: 2 }, ['..', '..']],
    ['is inside out', { x1: 2, y1: 2, x2: 0, y2: 0 }, ['..', '..']],
    ['is not a number', { x1: NaN, y1: 0, x2: 2, y2: 2 }, ['..', '..']],
  ])('a box that %s', (_, box, expected) => {
    expect(drawn(2, 2, (canvas) => fillRectangle(canvas, box, { colour: WHITE }))).toEqual(expected);
  });

  test('mixes with what is there', () => {
    const canvas = solid(1, 1, [100, 0, 200]);
    fillRectangle(canvas, { x1: 0, y1: 0, x2: 1, y2: 1 }, { colour: [200, 100, 0], opacity: 0.25 });
    expect([...canvas.data]).toEqual([125, 25, 150]);
  });
});

describe('drawRectangle', () => {
  test('draws lines along the corners', () => {
    const box = { x1: 1, y1: 1, x2: 5, y2: 4 };
    expect(drawn(7, 6, (canvas) => drawRectangle(canvas, box, { colour: WHITE, lineWidth: 2 }))).toEqual([
      '######.',
      '######.',
      '##..##.',
      '######.',
      '######.',
      '.......',
    ]);
  });

  test('lays ink that lets the picture through on once everywhere', () => {
    const canvas = solid(6, 6, [0, 0, 0]);
    drawRectangle(canvas, { x1: 1, y1: 1, x2: 4, y2: 4 }, { colour: WHITE, opacity: 0.5, lineWidth: 1 });
    expect(new Set(canvas.data)).toEqual(new Set([0, 128]));
  });

  test('a box larger than the image leaves no trace', () => {
    const box = { x1: -5, y1: -5, x2: 9, y2: 9 };
    expect(drawn(3, 1, (canvas) => drawRectangle(canvas, box, { colour: WHITE, lineWidth: 1 }))).toEqual(['...']);
  });
});

describe('fillDisc', () => {
  test('is round, and soft at its edge', () => {
    const disc = drawn(7, 7, (canvas) => fillDisc(canvas, { x: 3.5, y: 3.5 }, { colour: WHITE, radius: 2.3 }));
    expect(disc).toEqual(['.......', '..+++..', '.+###+.', '.+###+.', '.+###+.', '..+++..', '.......']);
  });

  test('covers about as much as a disc', () => {
    const canvas = solid(40, 40, [0, 0, 0]);
    fillDisc(canvas, { x: 20.3, y: 19.8 }, { colour: WHITE, radius: 12 });
    const ink = canvas.data.reduce((sum, byte) => sum + byte / 255 / 3, 0);
    expect(Math.abs(ink - Math.PI * 12 * 12)).toBeLessThan(3);
  });

  test('is cut off by the edge of the image', () => {
    expect(drawn(2, 1, (canvas) => fillDisc(canvas, { x: 0, y: 0 }, { colour: WHITE, radius: 1 }))).toEqual(['+.']);
  });
});

describe('drawText', () => {
  const written = (text: string, scale = 1): string[] => {
    const { width, height } = textSize(text, scale);
    return drawn(width, height + scale, (canvas) =>
      drawText(canvas, text, { at: { x: 0, y: 0 }, scale, colour: WHITE }),
    );
  };

  test('writes letters with their descenders', () => {
    expect(written('4g')).toEqual([
      '...#.......',
      '..##.......',
      '.#.#...####',
      '#..#..#...#',
      '#####.#...#',
      '...#...####',
      '...#......#',
      '.......###.',
    ]);
  });

  test('enlarges by a whole number', () => {
    const doubled = written('4g').flatMap((row) => {
      const wide = Array.from(row, (dot) => dot + dot).join('');
      return [wide, wide];
    });
    expect(written('4g', 2)).toEqual(doubled);
  });

  test.each([
    ['Zoë Åström', 'Zoe Astrom'],
    ['Dvořák', 'Dvorak'],
    ['ﬁ', 'fi'],
    ['李😀', '??'],
    ['a\nb', 'a?b'],
  ])('%j looks like %j', (text, expected) => {
    expect(textSize(text, 3)).toEqual(textSize(expected, 3));
    expect(written(text)).toEqual(written(expected));
  });

  test('no two characters of ASCII look alike, but for O and 0', () => {
    const characters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
    const looks = new Set(characters.map((character) => written(character).join('\n')));
    expect(looks.size).toBe(94);
  });

  test('nothing takes no room', () => {
    expect(textSize('', 2)).toEqual({ width: 0, height: 14 });
  });
});

test('copyImage leaves the original alone', () => {
  const original = solid(2, 2, [1, 2, 3]);
  const copy = copyImage(original);
  fillRectangle(copy, { x1: 0, y1: 0, x2: 2, y2: 2 }, { colour: WHITE });
  expect(original).toEqual(solid(2, 2, [1, 2, 3]));
  expect(copy).toEqual(solid(2, 2, [255, 255, 255]));
});
