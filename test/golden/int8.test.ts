import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT } from '../support/cli.ts';
import { cosine, readReferenceImages, type ReferenceImage } from '../support/embeddings.ts';
import { describeWithShared, sharedPath } from '../support/shared.ts';
import { useTemporaryFolders, writeFiles } from '../support/temporary.ts';

const temporary = useTemporaryFolders();
const PROGRAM = path.join(PROJECT, 'test/support/quantised-embeddings.mjs');

interface Case {
  readonly model: string;
  readonly side: number;
  readonly faceOf: (image: ReferenceImage) => string;
  readonly expectedOf: (image: ReferenceImage) => string;
}

const CASES: Case[] = [
  {
    model: 'facenet-vggface2',
    side: 160,
    faceOf: ({ crop160 }) => crop160,
    expectedOf: ({ facenet }) => facenet.fixed,
  },
  {
    model: 'mobilefacenet',
    side: 112,
    faceOf: ({ mobilefacenet }) => mobilefacenet.aligned112,
    expectedOf: ({ mobilefacenet }) => mobilefacenet.embedding,
  },
];

describeWithShared('int8 models against PyTorch in floats', () => {
  test.each(CASES)(
    '$model: mean cosine at least 0.98',
    ({ model, side, faceOf, expectedOf }) => {
      const images = readReferenceImages();
      // As few as quantising takes.
      const measured = images.filter((_, i) => i % 2 === 0).slice(0, 8);
      // The ranges were measured on other faces than those that are looked at.
      const others = images.filter((_, i) => i % 2 === 1);
      const npyFolder = model === 'mobilefacenet' ? null : sharedPath('data', 'facenet_nhwc', 'weights');
      const folder = temporary();
      writeFiles(folder, {
        'task.json': JSON.stringify({
          model,
          npyFolder,
          side,
          measured: measured.map(faceOf),
          others: others.map(faceOf),
        }),
      });
      const output = execFileSync(process.execPath, [PROGRAM, path.join(folder, 'task.json')]);
      const embeddings = JSON.parse(output.toString()) as number[][];
      const cosines = others.map((image, i) => cosine(Float32Array.from(embeddings[i] ?? []), expectedOf(image)));
      expect(cosines.length).toBeGreaterThan(8);
      expect(cosines.reduce((a, b) => a + b, 0) / cosines.length).toBeGreaterThanOrEqual(0.98);
      expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.95);
    },
    60_000,
  );
});
