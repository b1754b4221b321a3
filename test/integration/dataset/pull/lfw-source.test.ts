import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { lfwSource, LFW_VARIANTS } from '../../../../src/dataset/pull/lfw-source.ts';
import { pullDataset } from '../../../../src/dataset/pull/pull-dataset.ts';
import { describeWithShared, sharedPath } from '../../../support/shared.ts';
import { useTemporaryFolders } from '../../../support/temporary.ts';

const temporary = useTemporaryFolders();

describe('lfwSource', () => {
  test.each(LFW_VARIANTS)('%s: every file has a checksum of its own and two addresses', (variant) => {
    const { archive, lists } = lfwSource(variant);
    const files = [archive, ...lists];
    expect(new Set(files.map(({ sha256 }) => sha256)).size).toBe(4);
    for (const { sha256, addresses } of files) {
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(addresses.map((address) => new URL(address).host)).toEqual([
        'ndownloader.figshare.com',
        'vis-www.cs.umass.edu',
      ]);
    }
    expect(archive.images).toBe(13_233);
  });
});

describeWithShared('the checksums of the lists of View 1', () => {
  test('are those of the files that LFW publishes', async () => {
    const { lists, ...source } = lfwSource('original');
    const view1 = lists.filter(({ name }) => name.startsWith('pairsDev'));
    const folder = temporary();
    await pullDataset(
      { ...source, lists: view1 },
      {
        folder,
        signal: new AbortController().signal,
        from: sharedPath('data/lfw'),
        listsOnly: true,
      },
    );
    expect(readdirSync(folder).sort()).toEqual(['pairsDevTest.txt', 'pairsDevTrain.txt']);
  });
});
