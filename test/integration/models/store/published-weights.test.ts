import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readEmbedder } from '../../../../src/facenet/create-embedder.ts';
import { findKnownModel } from '../../../../src/models/known-models.ts';
import type { NetworkInfo } from '../../../../src/models/model-info.ts';
import { unpublishedWeights } from '../../../../src/models/published-weights.ts';
import { readModel } from '../../../../src/models/store/find-model.ts';
import { installModel } from '../../../../src/models/store/install.ts';
import { describeModel, listModels } from '../../../../src/models/store/list.ts';
import { useTemporaryFolders } from '../../../support/temporary.ts';
import { TINY_INFO, TINY_SOURCE, TINY_WEIGHTS } from '../../../support/networks/tiny-model.mjs';

const temporary = useTemporaryFolders();
const facenet = findKnownModel('facenet-vggface2') as NetworkInfo;
const SAID = /^not the published weights.* SHA-256 309fed13eb3a… instead of c8829fac2133…$/;

/** hashlib over the tensors of the published files; see test/golden/models.test.ts. */
const PUBLISHED = 'c8829fac21331386a010fa26ce547618db10d67406442f7e579f9bf1c0b1c6f2';

describe('other weights under the name of a known model', () => {
  test('are listed and described as such', async () => {
    const folder = temporary();
    await installModel({ info: facenet, weights: TINY_WEIGHTS, source: TINY_SOURCE }, { folder });
    const listed = (await listModels({ folder })).find(({ name }) => name === 'facenet-vggface2');
    expect(listed).toMatchObject({ status: 'installed', unpublished: expect.stringMatching(SAID) });
    expect(await describeModel('facenet-vggface2', { folder })).toMatchObject({
      unpublished: expect.stringMatching(SAID),
    });
  });

  test('are used with a notice, by name and by file', async () => {
    const folder = temporary();
    const weights = { info: facenet, weights: TINY_WEIGHTS, source: TINY_SOURCE };
    const { file } = await installModel(weights, { folder });
    const notices: string[] = [];
    await readEmbedder({ model: file, onNotice: (line) => notices.push(line) });
    expect(notices).toEqual([
      expect.stringMatching(/^Using .*facenet-vggface2\.safetensors: not the published weights.*\.$/),
    ]);
    expect(await readModel('facenet-vggface2', { folder })).toMatchObject({
      unpublished: expect.stringMatching(SAID),
    });
  });

  test('are noticed though the file calls itself something else', async () => {
    const folder = temporary();
    const { file } = await installModel({ info: TINY_INFO, weights: TINY_WEIGHTS, source: TINY_SOURCE }, { folder });
    copyFileSync(file, path.join(folder, 'facenet-vggface2.safetensors'));
    expect(await readModel('facenet-vggface2', { folder })).toHaveProperty('unpublished');
    expect(await readModel('tiny', { folder })).not.toHaveProperty('unpublished');
  });
});

describe('weights', () => {
  test('that were published are not remarked upon', () => {
    expect(unpublishedWeights({ name: 'facenet-vggface2', sha256: PUBLISHED })).toBeUndefined();
    expect(unpublishedWeights({ name: 'of-my-own', sha256: PUBLISHED })).toBeUndefined();
  });

  test('of a form that rounds otherwise, or of which no SHA-256 is listed, are told as such', () => {
    const sha256 = 'ab'.repeat(32);
    expect(unpublishedWeights({ name: 'facenet-vggface2', sha256, source: { form: 'frozen-graph' } })).toMatch(
      /not the published weights, bit for bit: .*; imported from frozen-graph, which rounds otherwise$/,
    );
    expect(unpublishedWeights({ name: 'facenet-casia', sha256 })).toMatch(/it lists no SHA-256 for facenet-casia/);
  });
});
