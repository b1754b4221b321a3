import path from 'node:path';
import { expect, test } from '@jest/globals';
import { asEmbedding } from '../../src/core/embedding.ts';
import type { EmbeddingRow } from '../../src/dataset/embedding-file/contents.ts';
import { tableOf } from '../../src/dataset/embedding-file/contents.ts';
import { writeEmbeddingFile } from '../../src/dataset/embedding-file/write.ts';
import { metadataOf } from '../support/faces/embedding-metadata.ts';
import { runClassify, runTrain } from '../support/fakes/fake-classifier.ts';
import { describeWithShared } from '../support/shared.ts';
import { readSvmReference } from '../support/svm/svm-reference.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

const temporary = useTemporaryFolders();

describeWithShared('train-classifier and classify against scikit-learn', () => {
  test('name the given vectors as scikit-learn does, through embedding files', async () => {
    const small = readSvmReference();
    const cwd = temporary();
    const metadata = metadataOf(small.dimension);
    const write = (name: string, vectors: readonly Float32Array[], labels: readonly number[]) => {
      const rows = vectors.map((vector, i): EmbeddingRow => {
        const className = `Person_${labels[i]}`;
        const file = `${className}/${String(i).padStart(3, '0')}.png`;
        return { path: file, className, face: 0, box: null, score: null, embedding: asEmbedding(vector) };
      });
      return writeEmbeddingFile(path.join(cwd, name), tableOf(metadata, rows));
    };
    await write('train.arrow', small.train, small.trainLabels);
    await write('query.arrow', small.queries, small.predicted);
    await runTrain(cwd, ['train.arrow', 'c.json']);
    const { stdout } = await runClassify(cwd, ['c.json', 'query.arrow'], { unknownThreshold: 'none' });
    expect(stdout).toContain(`Number of images: ${small.predicted.length}\n`);
    // The people of the queries are scikit-learn's answers, by votes; ours are by probability.
    expect(Number(/Accuracy: (.*)/.exec(stdout)?.[1])).toBeGreaterThanOrEqual(0.99);
  });
});
