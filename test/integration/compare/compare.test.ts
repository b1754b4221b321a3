import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import type { CompareFlags } from '../../../src/commands/compare/options.ts';
import { decodeImage } from '../../../src/image/codec.ts';
import { createFakeTools, type FakeTools } from '../../support/fakes/fake-compare.ts';
import { type CompareRun, type CompareSetting, FILES, runCompare } from '../../support/fakes/run-compare.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

async function run(images: readonly string[], setting: CompareSetting = {}): Promise<CompareRun> {
  const folder = temporary();
  writeFiles(folder, setting.files ?? FILES);
  return runCompare(folder, images, setting);
}

describe('facekit compare', () => {
  test('takes a photograph on standard input, patterns and a list', async () => {
    const setting = { files: { ...FILES, 'list.txt': 'c.jpg\nnowhere\n' }, flags: { filesFrom: 'list.txt' } };
    const { stdout, stderr } = await run(['-', '[ab].jpg'], { ...setting, stdin: Readable.from([Buffer.from('60')]) });
    expect(stdout).toContain('Images:\n0: -\n1: a.jpg\n2: b.jpg\n3: c.jpg\n');
    expect(stdout).toContain('0    0.0000    1.0000    0.0000    1.4142');
    expect(stderr).toContain("can't read image, remove  nowhere  not-found: There is no such file.\n");
  });

  test('names standard input when it is no photograph', async () => {
    const failing = run(['-', 'a.jpg', 'b.jpg'], { stdin: Readable.from([Buffer.from('x')]) });
    expect((await failing).stderr).toContain("can't read image, remove  -  corrupt: no angles\n");
  });

  test('prints matrix and verdicts on stdout, the model on stderr', async () => {
    const { exitCode, stdout, stderr, tools } = await run(['a.jpg', './b.jpg', 'c.jpg']);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      'Images:\n0: a.jpg\n1: ./b.jpg\n2: c.jpg\n\nDistance matrix\n' +
        '        0         1         2     \n' +
        '0    0.0000    1.0000    1.9319  \n' +
        '1    1.0000    0.0000    1.4142  \n' +
        '2    1.9319    1.4142    0.0000  \n' +
        '\nThreshold: 1.0625 (LFW View 1, pairsDevTrain)\n' +
        '0–1: same person (1.0000 < 1.0625)\n' +
        '0–2: different people (1.9319 ≥ 1.0625)\n' +
        '1–2: different people (1.4142 ≥ 1.0625)\n',
    );
    expect(stderr).toBe('Comparing with facenet-vggface2 on cpu, fixed standardisation.\n');
    expect(tools.open).toEqual(new Set());
  });

  test('a model that wants its faces aligned by landmarks', async () => {
    const tools = createFakeTools({ model: 'mobilefacenet' });
    const { stdout } = await run(['a.jpg', 'b.jpg'], { tools });
    expect(stdout).toContain('0–1: same person (1.0000 < 1.0690)\n');
  });

  test('says nothing of distances without a threshold where none is known', async () => {
    const { stdout } = await run(['a.jpg', 'b.jpg'], { tools: createFakeTools({ model: 'facenet-casia' }) });
    expect(stdout).toMatch(/1 {4}1\.0000 {4}0\.0000 {2}\n$/);
  });

  test('takes a threshold in the unit of the metric', async () => {
    const { stdout } = await run(['a.jpg', 'b.jpg'], { flags: { metric: 'cosine-angle', threshold: 0.3 } });
    expect(stdout).toContain('Threshold: 0.3000 (--threshold)\n0–1: different people (0.3333 ≥ 0.3000)\n');
  });

  test('leaves out images without a face and images that cannot be read', async () => {
    const images = ['nobody.jpg', 'a.jpg', 'bad.jpg', 'b.jpg', 'missing.jpg'];
    const { exitCode, stdout, stderr } = await run(images, { flags: { quiet: true } });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Images:\n0: a\.jpg\n1: b\.jpg\n\n/);
    expect(stderr).toMatch(
      /^can't detect face, remove {2}nobody\.jpg\ncan't read image, remove {2}bad\.jpg {2}corrupt: no angles\ncan't read image, remove {2}missing\.jpg {2}failed: ENOENT.*\n$/,
    );
  });

  test.each<[string[], Partial<CompareFlags>, string]>([
    [['a.jpg'], {}, 'found one in 1 image; give more photographs, or `allFaces` to compare the faces within one.'],
    [
      ['bad.jpg', 'nobody.jpg'],
      {},
      'found none in 2 images; give more photographs, or try `detector: yunet`, a smaller `minFaceSize`, lower `thresholds`, or `rotate` for photographs that lie on their side.',
    ],
    [
      ['a.jpg', 'nobody.jpg'],
      { allFaces: true },
      'found one in 2 images; give more photographs, or try `detector: yunet`, a smaller `minFaceSize`',
    ],
    [['a.jpg'], { allFaces: true }, 'found one in 1 image; give more photographs.'],
  ])('%j has too few faces', async (images, flags, message) => {
    const failure = run(images, { flags });
    await expect(failure).rejects.toMatchObject({ code: 'too-few-faces' });
    await expect(failure).rejects.toThrow(message);
  });

  test('disposes of the networks when it fails', async () => {
    const tools = createFakeTools();
    await expect(run(['a.jpg'], { tools })).rejects.toThrow('at least two');
    expect(tools.open).toEqual(new Set());
  });

  // Of three faces the last has the highest score, the first is the largest, the second in the middle.
  test.each<[CompareFlags['select'], string]>([
    ['score', '1.9319'],
    ['largest', '0.0000'],
    ['center', '1.0000'],
  ])('--select %s', async (select, distance) => {
    const files = { 'a.jpg': '0', 'three.jpg': '0 60 150' };
    const { stdout } = await run(['a.jpg', 'three.jpg'], { files, flags: { select } });
    expect(stdout).toContain(`\n0    0.0000    ${distance}  \n`);
  });

  test('--all-faces compares every face of every image', async () => {
    const { stdout } = await run(['two.jpg', 'a.jpg'], { flags: { allFaces: true } });
    expect(stdout).toMatch(/^Images:\n0: two\.jpg#0\n1: two\.jpg#1\n2: a\.jpg#0\n\n/);
    // The most certain face comes first: that at 60°.
    expect(stdout).toContain('\n2    1.0000    0.0000    0.0000  \n');
  });

  test('--json prints one object', async () => {
    const { stdout } = await run(['two.jpg', 'nobody.jpg', 'a.jpg'], { flags: { json: true } });
    expect(JSON.parse(stdout)).toMatchObject({
      model: { name: 'facenet-vggface2', sha256: 'abc' },
      standardisation: 'fixed',
      metric: 'euclidean',
      images: [
        { path: 'two.jpg', face: 0, box: [80, 20, 100, 40], score: 0.81 },
        { path: 'a.jpg', face: 0, box: [15, 15, 45, 45], score: 0.8 },
      ],
      dropped: [{ path: 'nobody.jpg', reason: 'no-face', message: 'no face was found' }],
      distances: [
        [0, expect.closeTo(1, 6)],
        [expect.closeTo(1, 6), 0],
      ],
      pairs: [{ a: 0, b: 1, distance: expect.closeTo(1, 6), same: true }],
    });
  });

  test('says that the size of the faces is the model’s', async () => {
    const other = await run(['a.jpg', 'b.jpg'], { flags: { imageSize: 182 } });
    expect(other.stderr).toContain('Ignored --image-size 182: facenet-vggface2 takes faces of 160 pixels.\n');
    const same = await run(['a.jpg', 'b.jpg'], { flags: { imageSize: 160 } });
    expect(same.stderr).not.toContain('Ignored');
  });

  test('hands the options of networks and codec on', async () => {
    const flags = { model: 'mobilefacenet', standardization: 'per-image', maxPixels: 9, threads: 2 } as const;
    const { asked } = await run(['a.jpg', 'b.jpg'], { flags });
    expect(asked).toMatchObject([{ ...flags, device: 'cpu', autoOrient: true }]);
  });

  test('stops between images when it is asked to', async () => {
    const controller = new AbortController();
    const tools = createFakeTools();
    const openDetector = async (): ReturnType<FakeTools['openDetector']> => {
      const detector = await tools.openDetector();
      return {
        ...detector,
        detect: (image) => {
          controller.abort('SIGTERM');
          return detector.detect(image);
        },
      };
    };
    const stopping = run(['a.jpg', 'b.jpg', 'c.jpg'], {
      tools: { ...tools, openDetector },
      signal: controller.signal,
    });
    await expect(stopping).rejects.toMatchObject({ code: 'interrupted' });
    expect(tools.detected).toHaveLength(1);
  });
});

describe('facekit compare --annotate', () => {
  test('writes each photograph with a face, and one of every name', async () => {
    const files = {
      'x/a.jpg': '0',
      'y/a.png': '60',
      'two.jpg': '0 60',
      'nobody.jpg': '',
      'Zoë #1 %.b.jpeg': '10',
      '-q.jpg': '20',
    };
    const images = ['x/a.jpg', 'y/a.png', 'two.jpg', 'nobody.jpg', 'Zoë #1 %.b.jpeg', './-q.jpg'];
    const { folder } = await run(images, { files, flags: { annotate: 'seen/here' } });
    const written = readdirSync(path.join(folder, 'seen/here')).map((name) => name.normalize('NFC'));
    expect(written.sort()).toEqual(['-q.jpg', 'Zoë #1 %.b.jpg', 'a-2.jpg', 'a.jpg', 'two.jpg']);
  });

  test('numbers the faces that are compared as the matrix does, the others not at all', async () => {
    const { folder } = await run(['a.jpg', 'two.jpg'], { flags: { annotate: 'seen' } });
    const { width, data } = await decodeImage(readFileSync(path.join(folder, 'seen/two.jpg')));
    const colourAt = (x: number, y: number): number[] => [
      ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
    ];
    expect(colourAt(15, 30)).toEqual([225, 225, 225]);
    expect(colourAt(80, 30)).toEqual([255, 214, 10]);
    // The label hangs above the box at (80, 20): a 1 in letters of 7 pixels.
    expect(Array.from({ length: 7 }, (_, i) => colourAt(84, 11 + i))).toEqual(Array(7).fill([20, 20, 20]));
  });

  test('never replaces a photograph, by whatever name', async () => {
    const folder = temporary();
    writeFiles(folder, FILES);
    const before = readFileSync(path.join(folder, 'a.jpg'));
    symlinkSync(folder, path.join(folder, 'link'));
    for (const annotate of ['.', 'link']) {
      const failure = runCompare(folder, ['b.jpg', 'a.jpg'], { flags: { annotate } });
      await expect(failure).rejects.toMatchObject({ code: 'usage' });
      await expect(failure).rejects.toThrow('would replace the image b.jpg');
    }
    expect(readFileSync(path.join(folder, 'a.jpg'))).toEqual(before);
  });

  test('replaces its own pictures', async () => {
    const folder = temporary();
    writeFiles(folder, FILES);
    for (const images of [
      ['a.jpg', 'b.jpg'],
      ['b.jpg', 'a.jpg'],
    ])
      expect(await runCompare(folder, images, { flags: { annotate: 'seen' } })).toMatchObject({ exitCode: 0 });
    expect(readdirSync(path.join(folder, 'seen')).sort()).toEqual(['a.jpg', 'b.jpg']);
  });

  test('a folder that cannot be made is a clear error', async () => {
    const files = { ...FILES, taken: 'a file' };
    const failure = run(['a.jpg', 'b.jpg'], { files, flags: { annotate: 'taken/inside' } });
    await expect(failure).rejects.toMatchObject({ code: 'output-not-writable' });
  });
});
