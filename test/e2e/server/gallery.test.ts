import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { EmbeddedStore } from '../../../src/gallery/embedded/embedded-store.ts';
import { ROOT } from '../../support/source-imports.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();
const DIMENSION = 512;

/** Enrols faces one after the other, two in a photograph, and says the id of each once it is enrolled. Keeps pictures of some. */
const ENROLLER = `
  import { createHash } from 'node:crypto';
  import { openOrCreate } from '${path.join(ROOT, 'dist/gallery/embedded/open-folder.js')}';
  const [folder, who, count] = process.argv.slice(1);
  const store = await openOrCreate(folder, {
    facekit: '0.1.0', model: { name: 'made-up', sha256: 'fa'.repeat(32) }, dimension: ${DIMENSION}, standardisation: 'fixed',
    alignment: { kind: 'box', margin: 32, imageSize: 160 }, flip: false,
  });
  for (let i = 0; i < Number(count); i++) {
    const sha256 = createHash('sha256').update(who + i).digest('hex');
    const embedding = new Float32Array(${DIMENSION});
    embedding[i % ${DIMENSION}] = 1;
    const crop = i % 3 === 0 ? new Uint8Array(500) : undefined;
    const faces = [0, 1].map((face) => (
      { person: who + ' ' + (i % 7), source: { path: who + i, sha256, face }, box: null, score: null, embedding, crop }
    ));
    for (const { face } of await store.enrol(faces)) process.stdout.write(face.id + '\\n');
  }
`;

function enroller(folder: string, who: string, count: number): ChildProcessByStdio<null, Readable, null> {
  const args = ['--input-type=module', '-e', ENROLLER, folder, who, String(count)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The ids that it said, once it has ended. */
async function idsOf({ stdout }: { readonly stdout: Readable }): Promise<string[]> {
  const text = (await stdout.toArray()).map(String).join('');
  return text.split('\n').filter((line) => line.length === 36);
}

/** The faces of the gallery, each with its whole embedding: opening it checks that. */
async function facesIn(folder: string): Promise<Map<string, string>> {
  const store = await EmbeddedStore.open(folder);
  return new Map((await store.faces()).map(({ id, person }) => [id, person]));
}

// FACEKIT_KILLS=30 for a thorough run.
const KILLS = Number(process.env.FACEKIT_KILLS ?? 6);

test(`a process killed at ${KILLS} random moments loses no face that it reported as enrolled`, async () => {
  const folder = path.join(temporaryFolder(), 'gallery');
  const random = seededRandom(15, 1);
  const reported = new Set<string>();
  for (let kill = 0; kill < KILLS; kill++) {
    const child = enroller(folder, `run ${kill} `, 100_000);
    const [ids] = await Promise.all([
      idsOf(child),
      once(child.stdout, 'readable').then(() => setTimeout(() => child.kill('SIGKILL'), random() * 150)),
    ]);
    for (const id of ids) reported.add(id);
    const faces = await facesIn(folder);
    expect([...reported].filter((id) => !faces.has(id))).toEqual([]);
    // At most the photograph that was being enrolled was not reported.
    expect(faces.size - reported.size).toBeLessThanOrEqual(2 * (kill + 1));
    expect(faces.size % 2).toBe(0);
  }
  expect(reported.size).toBeGreaterThan(KILLS);
});

describe('several processes', () => {
  test('enrol into one gallery at once, which one of them makes, and all faces are there', async () => {
    const folder = path.join(temporaryFolder(), 'gallery');
    const children = ['Ann', 'Bob', 'Cleo', 'Dan'].map((who) => enroller(folder, who, 15));
    const ids = (await Promise.all(children.map(idsOf))).flat();
    expect(ids).toHaveLength(4 * 15 * 2);
    const faces = await facesIn(folder);
    expect([...faces.keys()].sort()).toEqual(ids.sort());
    expect(new Set(faces.values()).size).toBe(4 * 7);
  });
});
