import path from 'node:path';
import { datasetCheck } from '../../../src/commands/dataset-check/dataset-check.ts';
import type { DatasetCheckFlags } from '../../../src/commands/dataset-check/options.ts';
import { asEmbedding } from '../../../src/core/embedding.ts';
import type { RgbImage } from '../../../src/core/image.ts';
import { encodePng } from '../../../src/image/encode.ts';
import { embedInThisThread } from '../../../src/pipelines/collection/image-workers.ts';
import { faceAt, fakeEmbedder } from './fake-embed.ts';
import { paint } from '../images.ts';
import { createTestIo } from '../io.ts';
import { writeFiles } from '../temporary.ts';

/** Sharp, and its blue says who it is: degrees / 2. `seed` makes pictures that look different. */
const photograph = (angle: number, seed: number): RgbImage =>
  paint(80, 80, (x, y, channel) =>
    channel === 2 ? angle / 2 : ((x >> 3) * (seed * 7 + 1) * 37 + (y >> 3) * (seed * 5 + 3) * 53 + (x ^ y)) % 251,
  );

/** No face on a picture of one colour; a second face where the first pixel is white. */
const detect = ({ data, width }: RgbImage) => {
  if (data.every((value, i) => value === data[i % 3])) return Promise.resolve([]);
  const face = faceAt(10, 10, 70, 70, 0.99);
  return Promise.resolve(width === 81 ? [face, faceAt(0, 0, 60, 60, 0.95)] : [face]);
};

/** The point on a circle that the blue of the middle of a face says. */
const embedder = () => ({
  ...fakeEmbedder(),
  dimension: () => 2,
  embed: (faces: readonly RgbImage[]) =>
    Promise.resolve(
      faces.map(({ data, width }) => {
        const radians = ((data[(2 * width + 2) * 3 + 2] ?? NaN) * 2 * Math.PI) / 180;
        return asEmbedding(Float32Array.of(Math.cos(radians), Math.sin(radians)));
      }),
    ),
});

const FLAGS: DatasetCheckFlags = {
  device: 'cpu',
  select: 'center',
  smallFace: 40,
  minSharpness: 6,
  otherFace: 0.6,
  duplicateBits: 4,
  duplicateDistance: 0.05,
  threshold: 1,
  minNrofImagesPerClass: 2,
  enoughImages: 3,
  batchSize: 4,
  quiet: true,
};

/** Runs `dataset check` over the folder `people` with everything real but the networks. */
export async function check(
  cwd: string,
  flags: Partial<DatasetCheckFlags> = {},
  signal = new AbortController().signal,
) {
  const { io, stdout, stderr } = createTestIo({ cwd, signal });
  const tools = () => ({
    detect,
    openEmbedder: () => Promise.resolve(embedInThisThread(embedder(), detect)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  const exitCode = await datasetCheck({ args: ['people'] }, { ...FLAGS, ...flags }, io, tools);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

/** Two people, a copy, a wrong label, a file that is no image, a wall, a group, and an empty folder. */
export async function writePeople(cwd: string): Promise<void> {
  const png = (angle: number, seed: number) => encodePng(photograph(angle, seed));
  const narrow = photograph(30, 9).data;
  const wide = paint(81, 80, (x, y, channel) => narrow[(y * 80 + Math.min(x, 79)) * 3 + channel] ?? 0);
  writeFiles(path.join(cwd, 'people'), {
    'Ann/1.png': await png(0, 1),
    'Ann/2.png': await png(10, 2),
    'Ann/3.png': await png(20, 3),
    'Ann/copy.png': await png(10, 2),
    'Ann/group.png': await encodePng(wide),
    'Bob/1.png': await png(180, 4),
    'Bob/2.png': await png(190, 5),
    'Bob/3.png': await png(200, 6),
    'Bob/ann.png': await png(14, 7),
    'Bob/page.jpg': '<html>',
    'Bob/wall.png': await encodePng(paint(80, 80, () => 90)),
    'Nobody/notes.txt': 'later',
  });
}
