import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { MODELS_FOLDER } from '../../../src/models/bundled.ts';
import { findKnownModel, KNOWN_MODELS, type KnownModel } from '../../../src/models/known-models.ts';

const models: readonly KnownModel[] = KNOWN_MODELS;

describe('known models', () => {
  test('are found by name', () => {
    expect(findKnownModel('mobilefacenet')).toMatchObject({
      inputSize: 112,
      dimension: 192,
      standardisation: 'fixed',
    });
    expect(findKnownModel('facenet-vggface2')).toMatchObject({
      inputSize: 160,
      dimension: 512,
      standardisation: 'fixed',
    });
    expect(findKnownModel('MTCNN')).toBeUndefined();
  });

  test('have names of their own', () => {
    expect(new Set(models.map(({ name }) => name)).size).toBe(models.length);
  });

  const readme = readFileSync(path.join(MODELS_FOLDER, 'README.md'), 'utf8');
  const bundled = models.flatMap(({ name, origin }) => (origin.kind === 'bundled' ? [{ name, ...origin }] : []));
  test.each(bundled)('models/README.md states the file and the checksum of $name', ({ file, sha256 }) => {
    expect(readme).toContain(`${sha256}  ${file}`);
  });
});
