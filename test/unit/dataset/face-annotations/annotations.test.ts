import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseFddb } from '../../../../src/dataset/face-annotations/fddb.ts';
import { readAnnotations } from '../../../../src/dataset/face-annotations/read-annotations.ts';
import { parseWiderMat } from '../../../../src/dataset/face-annotations/wider-mat.ts';
import { parseWiderText } from '../../../../src/dataset/face-annotations/wider-text.ts';
import { detectionFixture } from '../../../support/faces/detection-fixture.ts';
import { useTemporaryFolders } from '../../../support/temporary.ts';

const temporary = useTemporaryFolders();
const bytes = Uint8Array.from(Buffer.from(detectionFixture().mat.compressed, 'base64'));

describe("WIDER FACE's text", () => {
  const text = [
    '0--Parade/a.jpg',
    '3',
    '10 20 30 40 0 0 0 0 0 0 ',
    '1 2 0 4 0 0 0 0 0 0',
    '5 6 7 8 0 0 0 1 0 0',
    '0--Parade/no-faces.jpg',
    '0',
    '0 0 0 0 0 0 0 0 0 0',
    '0--Parade/none.jpg',
    '0',
    '0--Parade/b.jpg',
    '1',
    '9 9 9 9 0 0 0 0 0 0',
    '',
  ].join('\r\n');

  test('has images without faces, with their line of zeros or without it', () => {
    const { images } = parseWiderText(text, 'list.txt');
    expect(images.map(({ name, faces }) => [name, faces.length])).toEqual([
      ['0--Parade/a', 3],
      ['0--Parade/no-faces', 0],
      ['0--Parade/none', 0],
      ['0--Parade/b', 1],
    ]);
  });

  test('counts neither faces without size nor those that are marked as invalid', () => {
    const { images } = parseWiderText(text, 'list.txt');
    expect(images[0]?.faces).toEqual([
      { x: 10, y: 20, width: 30, height: 40, settings: ['all'] },
      { x: 1, y: 2, width: 0, height: 4, settings: [] },
      { x: 5, y: 6, width: 7, height: 8, settings: [] },
    ]);
  });

  const wrong: [string, string, RegExp][] = [
    ['a count that is too high', 'a.jpg\n2\n1 2 3 4\n', /a\.jpg has 1 lines of numbers where its count says 2/],
    ['a count that is too low', 'a.jpg\n1\n1 2 3 4\n5 6 7 8\n', /ends after the name 5 6 7 8, without its count/],
    ['a count that is none', 'a.jpg\nmany\n', /line 2, the count of a\.jpg, is many/],
    ['a line of words', 'a.jpg\n1\n1 2 three 4\n', /line 3 is 1 2 three 4 where `x y width height` belongs/],
    ['a short line', 'a.jpg\n1\n1 2 3\n', /line 3 is 1 2 3 where/],
  ];
  test.each(wrong)('%s is refused in a sentence', (_, list, message) => {
    expect(() => parseWiderText(list, 'list.txt')).toThrow(message);
    expect(() => parseWiderText(list, 'list.txt')).toThrow(
      /^Expected WIDER FACE's list of faces in list\.txt but .*\.$/,
    );
  });
});

describe("WIDER FACE's MATLAB lists", () => {
  test('have all faces of all images, and which of them count in each setting', () => {
    const read = parseWiderMat([
      { setting: 'easy', bytes, source: 'easy.mat' },
      { setting: 'hard', bytes, source: 'hard.mat' },
    ]);
    const settings = ['easy', 'hard'];
    expect(read).toEqual({
      kind: 'boxes',
      settings,
      images: [
        {
          name: '0--Parade/a_1',
          faces: [
            { x: 10, y: 20, width: 30, height: 40, settings },
            { x: 300, y: 5, width: 6, height: 0, settings: [] },
          ],
        },
        { name: '0--Parade/a_2', faces: [] },
        { name: '1--Übung/b_1', faces: [{ x: 1.5, y: 2, width: 3, height: 4, settings }] },
      ],
    });
  });

  test('are found in their folder by their names', async () => {
    const folder = temporary();
    for (const setting of ['hard', 'easy']) writeFileSync(path.join(folder, `wider_${setting}_val.mat`), bytes);
    writeFileSync(path.join(folder, 'readme.txt'), 'about');
    const { format, annotations } = await readAnnotations(folder);
    expect([format, annotations.kind === 'boxes' && annotations.settings]).toEqual(['wider', ['easy', 'hard']]);
    const one = await readAnnotations(path.join(folder, 'wider_hard_val.mat'));
    expect(one.annotations).toMatchObject({ settings: ['hard'] });
  });

  test('another MATLAB file is refused', async () => {
    const file = path.join(temporary(), 'other.mat');
    writeFileSync(file, bytes);
    await expect(readAnnotations(file)).rejects.toThrow(
      /Expected wider_easy_val\.mat, .* at .*other\.mat but found none/,
    );
    const noList = bytes.slice(0, 128);
    expect(() => parseWiderMat([{ setting: 'easy', bytes: noList, source: 'e.mat' }])).toThrow(
      /event_list is not there/,
    );
  });
});

describe('FDDB', () => {
  test('has ellipses', () => {
    const text = '2002/08/11/big/img_591\n1\n123.583300 85.549500 1.265839 269.693400 161.781200  1\n';
    expect(parseFddb(text, 'fold.txt').images).toEqual([
      {
        name: '2002/08/11/big/img_591',
        faces: [{ major: 123.5833, minor: 85.5495, angle: 1.265839, x: 269.6934, y: 161.7812 }],
      },
    ]);
    expect(() => parseFddb('a\n1\n0 5 1 2 3 1\n', 'fold.txt')).toThrow(/a has an ellipse without size/);
  });

  test('is read from all folds of its folder', async () => {
    const folder = temporary();
    for (const fold of ['01', '02'])
      writeFileSync(path.join(folder, `FDDB-fold-${fold}-ellipseList.txt`), `img_${fold}\n1\n9 5 1 20 30 1\n`);
    writeFileSync(path.join(folder, 'FDDB-fold-01.txt'), 'img_01\n');
    const { format, annotations } = await readAnnotations(folder);
    expect([format, annotations.images.map(({ name }) => name)]).toEqual(['fddb', ['img_01', 'img_02']]);
  });
});

describe('JSON lines', () => {
  const write = (text: string): string => {
    const file = path.join(temporary(), 'faces.jsonl');
    writeFileSync(file, text);
    return file;
  };

  test('have corners, as alignment.jsonl has them', async () => {
    const lines = [
      { path: 'a/b.jpg', faces: [{ box: [1, 2, 4, 8] }, { box: [1, 2, 4, 8], ignored: true }, { box: [1, 2, 1, 8] }] },
      { path: 'c.png', status: 'no-face', faces: [] },
    ];
    const { annotations } = await readAnnotations(write(lines.map((line) => JSON.stringify(line)).join('\n')));
    const box = { x: 1, y: 2, width: 3, height: 6 };
    expect(annotations.images).toEqual([
      {
        name: 'a/b',
        faces: [
          { ...box, settings: ['all'] },
          { ...box, settings: [] },
          { ...box, width: 0, settings: [] },
        ],
      },
      { name: 'c', faces: [] },
    ]);
  });

  test('a damaged line is refused by its number', async () => {
    await expect(readAnnotations(write('{"path":"a","faces":[]}\n{"path":"b"}\n'))).rejects.toThrow(
      /line 2 is no image/,
    );
  });
});

test('nothing at a path, and a folder of other things, are said to be that', async () => {
  const folder = temporary();
  await expect(readAnnotations(path.join(folder, 'none'))).rejects.toThrow(
    /Expected annotations at .*none but nothing/,
  );
  mkdirSync(path.join(folder, 'inner'));
  await expect(readAnnotations(folder, 'fddb')).rejects.toThrow(/FDDB-fold-NN-ellipseList\.txt/);
  await expect(readAnnotations(folder, 'jsonl')).rejects.toThrow(/one \.jsonl file/);
});
