import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { EvaluateIdentificationFlags } from '../../../src/commands/evaluate-identification/options.ts';
import { evaluateIdentification } from '../../../src/commands/evaluate-identification/evaluate-identification.ts';
import type { DetectFaces } from '../../../src/pipelines/collection/crop-plan.ts';
import { embedInThisThread } from '../../../src/pipelines/collection/image-workers.ts';
import type { IdentificationReport } from '../../../src/pipelines/identification/evaluate-identification.ts';
import { angleEmbedder, writeGreys } from '../../support/fakes/fake-classifier.ts';
import { faceAt } from '../../support/fakes/fake-embed.ts';
import { createTestIo } from '../../support/io.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();
const oneFace: DetectFaces = () => Promise.resolve([faceAt(8, 8, 30, 34)]);

/** Six people 30 degrees apart, three images each within 2 degrees; and one with a single image. */
async function people(): Promise<string> {
  const cwd = temporary();
  const images = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((name, person) =>
    [1, 2, 3].map((image) => [`people/${name}/${image}.png`, 30 * person + image] as const),
  );
  await writeGreys(cwd, { ...Object.fromEntries(images), 'people/single/1.png': 220 });
  return cwd;
}

async function run(cwd: string, flags: Partial<EvaluateIdentificationFlags> = {}): Promise<string> {
  const { io, stdout } = createTestIo({ cwd });
  const defaults = {
    enrolled: 1,
    unknownShare: 0.5,
    draws: 4,
    resamples: 100,
    seed: 666,
    batchSize: 4,
    device: 'cpu',
  } as const;
  await evaluateIdentification({ args: ['people'] }, { ...defaults, ...flags }, io, () => ({
    detect: oneFace,
    openEmbedder: () => Promise.resolve(embedInThisThread(angleEmbedder(), oneFace) as never),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }));
  return stdout();
}

describe('facekit evaluate-identification', () => {
  test('prints the figures, and writes a page', async () => {
    const cwd = await people();
    const text = await run(cwd, { report: 'page' });
    expect(text).toMatch(/People with two images or more: 6, with 18 faces/);
    expect(text).toMatch(/Draws: 4, each of 3 people enrolled with 1 image, 6 mated and 9 non-mated searches/);
    // Unknown people are 28 degrees or more from everybody, faces of a person 2 at most.
    expect(text).toMatch(/FPIR {3}1\.0 % {2}DIR 100\.00 % \(100\.00 % to 100\.00 %\) {2}below/);
    expect(text).toMatch(/rank 1 100\.00 %/);
    expect(readFileSync(path.join(cwd, 'page/index.html'), 'utf8')).toMatch(/<svg .*id="dir-title"/s);
  });

  test('gives the same JSON for the same seed', async () => {
    const cwd = await people();
    const first = await run(cwd, { json: true });
    expect(await run(cwd, { json: true })).toBe(first);
    expect((JSON.parse(first) as IdentificationReport).figures).toMatchObject({ people: 6, draws: 4 });
  });
});
