import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Box } from '../../src/core/box.ts';
import type { Face } from '../../src/core/face.ts';
import { decodeImage } from '../../src/image/codec.ts';
import { createDetector } from '../../src/mtcnn/create-detector.ts';
import type { Detector } from '../../src/mtcnn/detector.ts';
import { describeWithShared, readReference, sharedPath } from '../support/shared.ts';

interface ReferenceFace {
  box: [number, number, number, number];
  score: number;
  landmarks: [number, number][];
}
interface Reference {
  images: Record<string, { faces: ReferenceFace[] }>;
}

/** FaceNet's own NumPy code with double-precision networks, OpenCV and Pillow (see the reference's README). */
describeWithShared('MTCNN against detect_face.py', () => {
  let detector: Detector;
  beforeAll(async () => {
    detector = await createDetector({ device: 'cpu', threads: 2 });
  });
  afterAll(() => detector.dispose());

  test.each([
    ['mtcnn-lfw.json', ['data', 'lfw', 'images'], 0.5],
    ['mtcnn-photos.json', ['data', 'photos'], 1],
  ])(
    '%s: every face and no other',
    async (file, folder, pixels) => {
      const { images } = readReference<Reference>(file);
      const worst: { image: string; agreement: Agreement }[] = [];
      for (const [image, { faces }] of Object.entries(images)) {
        const found = await detector.detect(await decodeImage(sharedPath(...folder, image)));
        worst.push({ image, agreement: compareFaces(found, faces) });
      }
      const exact = worst.filter(({ agreement: a }) => a.sameFaces && a.pixels <= pixels && a.score <= 0.001);
      const inexact = worst.filter((each) => !exact.includes(each));
      if (inexact.length > 0) process.stderr.write(`${file}: not exact: ${JSON.stringify(inexact)}\n`);
      expect(worst.filter(({ agreement }) => !agreement.sameFaces)).toEqual([]);
      expect(Math.min(...worst.map(({ agreement }) => agreement.iou))).toBeGreaterThanOrEqual(0.85);
      expect(exact.length / worst.length).toBeGreaterThanOrEqual(0.98);
    },
    300_000,
  );
});

interface Agreement {
  readonly sameFaces: boolean;
  /** Largest distance of a corner or a landmark along an axis. */
  readonly pixels: number;
  readonly score: number;
  /** Smallest intersection over union of a pair. */
  readonly iou: number;
}

/** Pairs every reference face with the found face that overlaps it most. */
function compareFaces(found: readonly Face[], expected: readonly ReferenceFace[]): Agreement {
  const pairs = expected.map((face) => {
    const box = { x1: face.box[0], y1: face.box[1], x2: face.box[2], y2: face.box[3] };
    const best = found.toSorted((a, b) => iou(b.box, box) - iou(a.box, box))[0];
    return { face, box, best };
  });
  const numbers = pairs.map(({ face, box, best }) => {
    if (!best) return { pixels: Infinity, score: 1, iou: 0 };
    const corners = [best.box.x1 - box.x1, best.box.y1 - box.y1, best.box.x2 - box.x2, best.box.y2 - box.y2];
    const landmarks = best.landmarks.flatMap(({ x, y }, i) => [
      x - (face.landmarks[i]?.[0] ?? Infinity),
      y - (face.landmarks[i]?.[1] ?? Infinity),
    ]);
    return {
      pixels: Math.max(...[...corners, ...landmarks].map(Math.abs)),
      score: Math.abs(best.score - face.score),
      iou: iou(best.box, box),
    };
  });
  const distinct = new Set(pairs.map(({ best }) => best)).size;
  return {
    sameFaces: found.length === expected.length && distinct === expected.length,
    pixels: Math.max(0, ...numbers.map((n) => n.pixels)),
    score: Math.max(0, ...numbers.map((n) => n.score)),
    iou: Math.min(1, ...numbers.map((n) => n.iou)),
  };
}

function iou(a: Box, b: Box): number {
  const width = Math.max(0, Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1));
  const height = Math.max(0, Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1));
  const area = ({ x1, y1, x2, y2 }: Box) => (x2 - x1) * (y2 - y1);
  return (width * height) / (area(a) + area(b) - width * height);
}
