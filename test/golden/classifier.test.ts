import path from 'node:path';
import { expect, test } from '@jest/globals';
import { asEmbedding } from '../../src/core/embedding.ts';
import type { EmbeddingFileMetadata, EmbeddingRow } from '../../src/dataset/embedding-file/contents.ts';
import { tableOf } from '../../src/dataset/embedding-file/contents.ts';
import { writeEmbeddingFile } from '../../src/dataset/embedding-file/write.ts';
import { runClassify, runTrain } from '../support/fake-classifier.ts';
import { describeWithShared, readReference } from '../support/shared.ts';
import { useTemporaryFolders } from '../support/temporary.ts';
import { vectorsOf } from '../unit/svm/support.ts';

interface Reference {
  readonly small: {
    readonly dimension: number;
    readonly train: string;
    readonly trainLabels: number[];
    readonly query: string;
    readonly predicted: readonly number[];
  };
}

const temporary = useTemporaryFolders();

describeWithShared('train-classifier and classify against scikit-learn', () => {
  test('name the given vectors as scikit-learn does, through embedding files', async () => {
    const { small } = readReference('svm.json') as Reference;
    const { dimension } = small;
    const cwd = temporary();
    const metadata: EmbeddingFileMetadata = {
      facekit: '0.1.0',
      model: { name: 'facenet-vggface2', sha256: 'ab'.repeat(32) },
      dimension,
      standardisation: 'fixed',
      alignment: { kind: 'box', margin: 32, imageSize: 160 },
      flip: false,
    };
    const write = (name: string, vectors: readonly Float32Array[], labels: readonly number[]) => {
      const rows = vectors.map((vector, i): EmbeddingRow => {
        const className = `Person_${labels[i]}`;
        const file = `${className}/${String(i).padStart(3, '0')}.png`;
        return { path: file, className, face: 0, box: null, score: null, embedding: asEmbedding(vector) };
      });
      return writeEmbeddingFile(path.join(cwd, name), tableOf(metadata, rows));
    };
    await write('train.arrow', vectorsOf(small.train, dimension), small.trainLabels);
    await write('query.arrow', vectorsOf(small.query, dimension), small.predicted);
    await runTrain(cwd, ['train.arrow', 'c.json']);
    const { stdout } = await runClassify(cwd, ['c.json', 'query.arrow'], { unknownThreshold: 'none' });
    expect(stdout).toContain(`Number of images: ${small.predicted.length}\n`);
    // The people of the queries are scikit-learn's answers, by votes; ours are by probability.
    expect(Number(/Accuracy: (.*)/.exec(stdout)?.[1])).toBeGreaterThanOrEqual(0.99);
  });
});
