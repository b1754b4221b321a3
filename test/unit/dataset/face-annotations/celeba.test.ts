import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseCeleba } from '../../../../src/dataset/face-annotations/celeba.ts';
import { readAnnotations } from '../../../../src/dataset/face-annotations/read-annotations.ts';
import { useTemporaryFolders } from '../../../support/temporary.ts';
import { landmarksOf } from '../../../support/faces/landmarks.ts';

const temporary = useTemporaryFolders();

/** The first lines of CelebA's lists. */
const BOXES = `3
image_id x_1 y_1 width height
000001.jpg    95  71 226 313
000002.jpg    72  94 221 306
000003.jpg   216  59   0 126
`;
const POINTS = `3
lefteye_x lefteye_y righteye_x righteye_y nose_x nose_y leftmouth_x leftmouth_y rightmouth_x rightmouth_y
000001.jpg 165  184  244  176  196  249  194  271  266  260
000002.jpg 140  204  220  204  168  254  146  289  226  289
000003.jpg 244  104  264  105  263  121  235  134  251  140
`;
const list = (text: string, source: string) => ({ text, source });
const parse = (boxes: string, points: string) => parseCeleba(list(boxes, 'boxes.txt'), list(points, 'points.txt'));

describe("CelebA's lists", () => {
  test('have a box and five points of one face an image', () => {
    const annotations = parse(BOXES, POINTS.replaceAll('\n', '\r\n'));
    expect(annotations).toMatchObject({ kind: 'boxes', settings: ['all'] });
    expect(annotations.images.map(({ name }) => name)).toEqual(['000001', '000002', '000003']);
    expect(annotations.images[0]?.faces).toEqual([
      {
        ...{ x: 95, y: 71, width: 226, height: 313, settings: ['all'] },
        landmarks: landmarksOf([165, 184], [244, 176], [196, 249], [194, 271], [266, 260]),
      },
    ]);
    // CelebA has boxes without size.
    expect(annotations.images[2]?.faces[0]).toMatchObject({ settings: [] });
  });

  test('are read as tables with commas too, which do not say how many they are', () => {
    const table = (text: string): string => text.replace('3\n', '').replace(/ +/g, ',');
    expect(parse(table(BOXES), table(POINTS))).toEqual(parse(BOXES, POINTS));
  });

  test.each([
    [
      'a list that was cut off',
      BOXES.split('\n').slice(0, 4).join('\n'),
      POINTS,
      /boxes\.txt but its first line says 3 and 2 follow/,
    ],
    ['a short line', BOXES, POINTS.replace('266  260', '266'), /points\.txt but line 3 is 000001\.jpg 165 .* 266\./],
    ['a word', BOXES.replace('221', 'wide'), POINTS, /line 4 is 000002\.jpg 72 94 wide 306/],
    ['nothing', '', POINTS.replace('3\n', '2\n'), /first line says 2 and 3 follow/],
  ])('%s is refused in a sentence', (_, boxes, points, message) => {
    expect(() => parse(boxes, points)).toThrow(message);
    expect(() => parse(boxes, points)).toThrow(expect.objectContaining({ code: 'bad-annotations' }));
  });

  test('are found in their folder by their names', async () => {
    const folder = temporary();
    mkdirSync(path.join(folder, 'Anno'));
    const write = (name: string, text: string) => {
      writeFileSync(path.join(folder, 'Anno', name), text);
    };
    write('list_bbox_celeba.txt', BOXES);
    write('list_landmarks_align_celeba.txt', POINTS);
    await expect(readAnnotations(path.join(folder, 'Anno'))).rejects.toThrow(
      /list_landmarks_celeba\.txt .* but found .*list_bbox_celeba\.txt: .*aligned crops/,
    );
    write('list_landmarks_celeba.txt', POINTS);
    const { format, annotations } = await readAnnotations(path.join(folder, 'Anno'));
    expect(format).toBe('celeba');
    expect(annotations).toEqual(parse(BOXES, POINTS));
  });
});
