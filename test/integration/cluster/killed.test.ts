import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { PEOPLE, writeGreys } from '../../support/fakes/fake-classifier.ts';
import { runCluster } from '../../support/fakes/fake-cluster.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();
/** A process number that no process has. */
const DEAD_PID = 2 ** 22 + 1;

async function sorted(): Promise<string> {
  const cwd = temporary();
  await writeGreys(path.join(cwd, 'crops'), PEOPLE);
  await runCluster(cwd, ['crops'], { output: 'people' });
  return cwd;
}

test('what a run that was killed has left beside the groups is removed by the next', async () => {
  const cwd = await sorted();
  const left = path.join(cwd, `.facekit-12345-${DEAD_PID}@${hostname()}-clustersx1.tmp`);
  mkdirSync(path.join(left, 'person-0001'), { recursive: true });
  writeFileSync(path.join(left, 'person-0001', 'a.png'), 'half');
  await runCluster(cwd, ['crops'], { into: 'people' });
  expect(readdirSync(cwd).sort()).toEqual(['crops', 'people']);
});

test('groups are there again after a run that was killed while it replaced them', async () => {
  const cwd = await sorted();
  const groups = path.join(cwd, 'people');
  // As a person has mended them, which is nowhere else.
  renameSync(path.join(groups, 'person-0001'), path.join(groups, 'Ann'));
  renameSync(groups, path.join(cwd, '.people.facekit-before'));
  await expect(runCluster(cwd, ['crops'], { output: 'people' })).rejects.toMatchObject({ code: 'output-exists' });
  expect(readdirSync(groups)).toContain('Ann');

  renameSync(groups, path.join(cwd, '.people.facekit-before'));
  await runCluster(cwd, ['crops'], { into: 'people' });
  expect(readdirSync(groups)).toContain('Ann');
  expect(readFileSync(path.join(groups, 'clusters.jsonl'), 'utf8')).toContain('Ann');
  expect(readdirSync(cwd).sort()).toEqual(['crops', 'people']);
});
