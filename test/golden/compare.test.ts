import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startCli } from '../support/cli.ts';
import { largestDifference } from '../support/largest-difference.ts';
import { describeWithShared, sharedPath } from '../support/shared.ts';

interface Comparison {
  model: { name: string };
  distances: number[][];
}

describeWithShared('facekit compare with FaceNet', () => {
  let cache = '';
  beforeAll(async () => {
    cache = mkdtempSync(path.join(os.tmpdir(), 'facekit-cache-'));
    const weights = sharedPath('data', 'facenet_nhwc', 'weights');
    const { exitCode, stderr } = await facekit('models', 'import', weights, '--name', 'facenet-vggface2');
    if (exitCode !== 0) throw new Error(stderr);
  }, 120_000);
  afterAll(() => {
    rmSync(cache, { recursive: true, force: true });
  });

  const facekit = (...args: string[]) => startCli(args, { env: { FACEKIT_CACHE: cache } }).result;
  const compare = async (...args: string[]): Promise<Comparison> => {
    const { stdout, stderr } = await facekit('compare', '--json', '--device', 'cpu', ...args);
    expect(stderr).toContain('facenet-vggface2');
    return JSON.parse(stdout) as Comparison;
  };

  // Two independent runs of the original algorithm gave 0.7742 and 0.7744 with prewhitening, 0.6566 with the fixed one.
  test.each([
    ['per-image', 0.7743],
    ['fixed', 0.6566],
  ])(
    'the pair of compare.py, %s standardisation: %d ± 0.01',
    async (standardisation, expected) => {
      const pair = [1, 2].map((n) => sharedPath('data', 'photos', `Anthony_Hopkins_000${n}.jpg`));
      const { distances } = await compare(...pair, '--standardisation', standardisation);
      expect(Math.abs((distances[0]?.[1] ?? NaN) - expected)).toBeLessThan(0.01);
    },
    60_000,
  );

  test("facenet-pytorch's published distances of four portraits, each within 0.08 (it crops otherwise)", async () => {
    const people = ['angelina_jolie', 'kate_siegel', 'paul_rudd', 'shea_whigham'];
    // From its examples/infer.ipynb, without the fifth person.
    const published = [
      [0, 0.887728, 1.429847, 1.399074],
      [0.887728, 0, 1.388377, 1.379655],
      [1.429847, 1.388377, 0, 1.100503],
      [1.399074, 1.379655, 1.100503, 0],
    ];
    const { distances } = await compare(
      ...people.map((name) => sharedPath('data', 'photos', 'portraits', name, '1.jpg')),
    );
    expect(largestDifference(distances.flat(), published.flat())).toBeLessThan(0.08);
  }, 60_000);
});
