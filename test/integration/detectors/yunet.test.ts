import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Face } from '../../../src/core/face.ts';
import { createDetector } from '../../../src/detectors/create-detector.ts';
import { decodeImage } from '../../../src/image/codec.ts';
import { resizeArea } from '../../../src/image/resize/area.ts';
import { ENGINES } from '../../../src/tensor/engine.ts';
import { PROJECT } from '../../support/cli.ts';

/** What OpenCV's own FaceDetectorYN finds with the same model (test/fixtures/yunet/make-opencv-faces.cjs): box as x, y, width, height. */
interface ReferenceFace {
  box: [number, number, number, number];
  landmarks: [number, number][];
  score: number;
}
const fixture = new URL('../../fixtures/yunet/opencv-faces.json', import.meta.url);
const { sample } = JSON.parse(readFileSync(fixture, 'utf8')) as { sample: Record<string, ReferenceFace[]> };

const numbersOf = ({ box, landmarks = [] as unknown as NonNullable<Face['landmarks']> }: Face): number[] => [
  ...[box.x1, box.y1, box.x2 - box.x1, box.y2 - box.y1],
  ...landmarks.flatMap(({ x, y }) => [x, y]),
];

const samplePath = (image: string): string => path.join(PROJECT, 'datasets/sample', image);

describe.each(ENGINES)('YuNet on %s', (engine) => {
  /** TensorFlow.js is slow without its native packages: it gets the photographs of two people and one without a face. */
  const images = Object.entries(sample).filter(([image]) => engine === 'onnxruntime' || !image.startsWith('Groups'));

  test('finds the faces that OpenCV finds in the sample photographs, to a hundredth of a pixel', async () => {
    await using detector = await createDetector({
      name: 'yunet',
      scoreThreshold: 0.6,
      engine,
      device: 'cpu',
      threads: 1,
    });
    expect(images.length).toBeGreaterThanOrEqual(6);
    for (const [image, expected] of images) {
      const faces = await detector.detect(await decodeImage(samplePath(image)));
      expect([image, faces.length]).toEqual([image, expected.length]);
      for (const [i, face] of faces.entries()) {
        const reference = expected[i];
        const numbers = [...(reference?.box ?? []), ...(reference?.landmarks.flat() ?? [])];
        const off = numbersOf(face).map((value, at) => Math.abs(value - (numbers[at] ?? NaN)));
        expect(Math.max(...off)).toBeLessThan(0.01);
        expect(face.score).toBeCloseTo(reference?.score ?? NaN, 3);
      }
    }
  }, 60_000);
});

describe('YuNet', () => {
  test('finds a face that fills a photograph too large for one look', async () => {
    const image = await decodeImage(samplePath('Eileen_Collins/Eileen_Collins_0001.jpg'));
    const face = { x: 180, y: 40, side: 180 };
    const cut = new Uint8Array(face.side * face.side * 3);
    for (let row = 0; row < face.side; row++) {
      const from = ((face.y + row) * image.width + face.x) * 3;
      cut.set(image.data.subarray(from, from + face.side * 3), row * face.side * 3);
    }
    const large = resizeArea({ width: face.side, height: face.side, data: cut }, 2000, 2000);
    await using detector = await createDetector({ name: 'yunet', device: 'cpu', threads: 1 });
    const faces = await detector.detect(large);
    expect(faces).toHaveLength(1);
    expect((faces[0]?.box.x2 ?? 0) - (faces[0]?.box.x1 ?? 0)).toBeGreaterThan(600);
  });

  test('finds what is larger than `maxFaceSize` no more, and small faces only where it looks closely', async () => {
    const image = await decodeImage(samplePath('Groups/sample3.jpg'));
    const counts: number[] = [];
    for (const options of [{}, { maxFaceSize: 140 }, { minFaceSize: 200 }]) {
      await using detector = await createDetector({ name: 'yunet', device: 'cpu', threads: 1, ...options });
      counts.push((await detector.detect(image)).length);
    }
    const [all = 0, small = 0, none = 0] = counts;
    expect(all).toBe(3);
    expect(small).toBeLessThan(all);
    expect(none).toBeLessThan(all);
  });

  test('an image smaller than a stride has no face', async () => {
    await using detector = await createDetector({ name: 'yunet-n', device: 'cpu', threads: 1 });
    await expect(detector.detect({ width: 1, height: 3, data: new Uint8Array(9) })).resolves.toEqual([]);
  });
});
