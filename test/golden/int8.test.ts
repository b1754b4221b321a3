import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT } from '../support/cli.ts';
import { cosine, FACENET_CROPS, MOBILEFACENET_CROPS, readReferenceImages } from '../support/faces/embeddings.ts';
import { describeWithShared } from '../support/shared.ts';
import { useTemporaryFolders, writeFiles } from '../support/temporary.ts';

const temporary = useTemporaryFolders();
const PROGRAM = path.join(PROJECT, 'test/support/networks/quantised-embeddings.mjs');

describeWithShared('int8 models against PyTorch in floats', () => {
  test.each([FACENET_CROPS, MOBILEFACENET_CROPS])(
    '$model: mean cosine at least 0.98',
    ({ model, npyFolder = null, side, faceOf, embeddingOf }) => {
      const images = readReferenceImages();
      // As few as quantising takes.
      const measured = images.filter((_, i) => i % 2 === 0).slice(0, 8);
      // The ranges were measured on other faces than those that are looked at.
      const others = images.filter((_, i) => i % 2 === 1);
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
      const cosines = others.map((image, i) => cosine(Float32Array.from(embeddings[i] ?? []), embeddingOf(image)));
      expect(cosines.length).toBeGreaterThan(8);
      expect(cosines.reduce((a, b) => a + b, 0) / cosines.length).toBeGreaterThanOrEqual(0.98);
      expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.95);
    },
    60_000,
  );
});
