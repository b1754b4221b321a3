import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT, runCli } from '../../support/cli.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { describeWithSlurm, jobFields, killNode, slurm, startNode, tasksOn, until } from '../../support/slurm.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const IMAGES = 600;
const SHARDS = 6;
const LFW = 'data/lfw/images';

/** SHA-256 of all files below a folder; the random key of the list of boxes is left out of its name. */
const digestsOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(path.join(folder, name)).isFile())
      .map((name) => [
        name.replace(/bounding_boxes_\d{5}/, 'bounding_boxes'),
        createHash('sha256')
          .update(readFileSync(path.join(folder, name)))
          .digest('hex'),
      ]),
  );

/** The first images of LFW, as a list. */
function writeList(file: string): void {
  const root = sharedPath(LFW);
  const images = readdirSync(root).flatMap((person) =>
    readdirSync(path.join(root, person)).map((name) => path.join(root, person, name)),
  );
  writeFileSync(file, `${images.sort().slice(0, IMAGES).join('\n')}\n`);
}

/** Lines of a shard's journal. */
function journalLines(crops: string, index: number): number {
  const folder = path.join(crops, `.shards/0000${index}-of-0000${SHARDS}`);
  const journals = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.journal')) : [];
  return journals.reduce((sum, name) => sum + readFileSync(path.join(folder, name), 'utf8').split('\n').length, 0);
}

const alignBySlurm = (): void => {
  test(`an array of ${SHARDS} over ${IMAGES} images, of which one loses its node, merges into the bytes of one run`, async () => {
    const root = temporary();
    const [bin, list, crops] = ['bin', 'list.txt', 'crops'].map((name) => path.join(root, name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(bin);
    symlinkSync(path.join(PROJECT, 'bin/facekit.js'), path.join(bin, 'facekit'));
    writeList(list);
    const args = ['align', '--files-from', list, sharedPath(LFW), crops, '--min-face', '80'];
    const [array = '', merge = ''] = slurm(
      path.join(PROJECT, 'examples/slurm/submit.sh'),
      [String(SHARDS), crops, ...args],
      {
        PATH: `${bin}:${path.dirname(process.execPath)}:${process.env.PATH ?? ''}`,
        SBATCH_WORDS: `--cpus-per-task=1 --mem=900M --chdir=${root}`,
      },
    ).split(' ');

    const lost = await until(60, () =>
      tasksOn('n2').find(({ job, index }) => job === array && journalLines(crops, index) > 10),
    );
    killNode('n2');
    expect(journalLines(crops, lost.index)).toBeGreaterThan(10);
    startNode('n2');
    // A daemon that comes back removes the scripts of earlier tasks, and now and then that of the same task started again.
    slurm('scontrol', ['update', 'NodeName=n2', 'State=DRAIN', 'Reason=lost']);
    const task = `${array}_${lost.index}`;
    await until(60, () => {
      if (jobFields(task).get('Restarts') !== '1') return undefined;
      // Slurm waits two minutes before it starts it again.
      if (jobFields(task).get('JobState') === 'PENDING')
        slurm('scontrol', ['update', `JobId=${task}`, 'StartTime=now']);
      return true;
    });
    const state = await until(400, () => {
      const now = jobFields(merge).get('JobState');
      return now === 'PENDING' || now === 'RUNNING' || now === 'COMPLETING' ? undefined : now;
    });
    const log = readFileSync(path.join(root, `facekit-${array}_${lost.index}.log`), 'utf8');
    expect({ state, task: jobFields(task).get('JobState'), log }).toEqual({
      state: 'COMPLETED',
      task: 'COMPLETED',
      log: expect.any(String),
    });

    const merged = digestsOf(crops);
    rmSync(crops, { recursive: true });
    expect(await runCli(...args, '--jobs', '1', '--quiet')).toMatchObject({ exitCode: 0 });
    expect(Object.keys(merged).length).toBeGreaterThan(0.9 * IMAGES);
    expect(merged).toEqual(digestsOf(crops));
  }, 600_000);
};

describeWithSlurm('a Slurm of two nodes', () => {
  describeWithShared('with LFW', alignBySlurm, LFW);
});
