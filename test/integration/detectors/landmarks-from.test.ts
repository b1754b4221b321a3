import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { Face } from '../../../src/core/face.ts';
import { chooseDetector } from '../../../src/detectors/choose-detector.ts';
import { createDetector } from '../../../src/detectors/create-detector.ts';
import { withLandmarks } from '../../../src/detectors/with-landmarks.ts';
import { decodeImage } from '../../../src/image/codec.ts';
import { readBundledModel } from '../../../src/models/bundled.ts';
import { loadLandmarkFinder } from '../../../src/mtcnn/landmarks.ts';
import { openEngine } from '../../../src/tensor/engines/open-engine.ts';
import { PROJECT } from '../../support/cli.ts';

test("MTCNN's last network finds landmarks in the boxes of another detector, near those of YuNet", async () => {
  const image = await decodeImage(path.join(PROJECT, 'datasets/sample/Eileen_Collins/Eileen_Collins_0001.jpg'));
  await using yunet = await createDetector({ name: 'yunet', device: 'cpu', threads: 1 });
  await using engine = await openEngine({ device: 'cpu', threads: 1 });
  const findLandmarks = await loadLandmarkFinder(engine, await readBundledModel('mtcnn'));
  const away: Face = { box: { x1: -90, y1: -90, x2: -50, y2: -50 }, score: 0.5 };
  const boxes = (await yunet.detect(image)).map(({ box, score }) => ({ box, score }));
  const bare = { ...yunet, info: { ...yunet.info, landmarks: false }, detect: () => Promise.resolve([...boxes, away]) };
  const detector = withLandmarks(bare, findLandmarks);

  const faces = await detector.detect(image);
  expect(detector.info.landmarks).toBe(true);
  expect(faces.map(({ box, score }) => ({ box, score }))).toEqual([...boxes, away]);
  expect(faces.at(-1)?.landmarks).toBeUndefined();
  const [expected] = await yunet.detect(image);
  const width = (expected?.box.x2 ?? 0) - (expected?.box.x1 ?? 0);
  faces[0]?.landmarks?.forEach(({ x, y }, i) => {
    const point = expected?.landmarks?.[i];
    expect(Math.hypot(x - (point?.x ?? NaN), y - (point?.y ?? NaN))).toBeLessThan(0.08 * width);
  });
  expect(faces[0]?.landmarks).toHaveLength(5);
});

test('a detector that finds landmarks itself takes them from nobody', () => {
  expect(() => chooseDetector({ name: 'yunet', landmarksFrom: 'mtcnn' })).toThrow(
    /no `landmarksFrom` with the detector yunet/,
  );
  expect(chooseDetector({ name: 'srn', landmarksFrom: 'mtcnn', multiScale: 1400 })).toMatchObject({
    landmarksFrom: 'mtcnn',
    detection: { multiScale: 1400, scoreThreshold: 0.5 },
  });
  expect(() => chooseDetector({ name: 'srn', multiScale: 5 })).toThrow(/a `multiScale` from 100 to 10000 pixels/);
  expect(() => chooseDetector({ name: 'yunet', srnSettings: 'paper' })).toThrow(
    /yunet knows .* received `srnSettings`.*`detector: srn`/,
  );
});
