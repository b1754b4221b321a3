import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { fakeAlign, filesOf, type FakeOutcome, type FakeRun } from '../fakes/fake-align.ts';

/** What a run of the same photographs leaves when nothing disturbs it. */
export async function undisturbed(input: string, output: string, run: FakeRun = {}): Promise<Record<string, string>> {
  rmSync(`${output}-kept`, { recursive: true, force: true });
  const there = readdirSync(path.dirname(output)).includes(path.basename(output));
  if (there) renameSync(output, `${output}-kept`);
  await fakeAlign(input, output, run);
  const files = filesOf(output);
  rmSync(output, { recursive: true });
  if (there) renameSync(`${output}-kept`, output);
  return files;
}

/** Runs until `count` images have begun, then stops as Ctrl-C would. */
export async function interruptedAfter(
  count: number,
  { input, output }: { input: string; output: string },
  run: FakeRun = {},
): Promise<FakeOutcome> {
  const controller = new AbortController();
  let begun = 0;
  return fakeAlign(input, output, {
    ...run,
    onImage: () => {
      begun += 1;
      if (begun >= count) controller.abort('SIGINT');
    },
    world: { signal: controller.signal },
    options: { jobs: 1, ...run.options },
  });
}

/** A process number that no process has. */
const DEAD_PID = 2 ** 22 + 1;

/** The journals of an output folder, of runs that did not end. */
export const journalsOf = (output: string): string[] =>
  readdirSync(output).filter((name) => /\.(journal|stopped)$/.test(name));

/** Gives a file of a folder another name. */
export function renameIn(folder: string, from: string, to: string): void {
  writeFileSync(path.join(folder, to), readFileSync(path.join(folder, from)));
  rmSync(path.join(folder, from));
}

/** The run of the journal began, and ended with the crop `b/1.png`, so many seconds after now. */
export function setClockBack(output: string, { began, ended }: { began: number; ended: number }): void {
  const [journal = ''] = journalsOf(output);
  const file = path.join(output, journal);
  const [first = '', ...lines] = readFileSync(file, 'utf8').split('\n');
  const header = { ...(JSON.parse(first) as object), started: Date.now() + began * 1000 };
  writeFileSync(file, [JSON.stringify(header), ...lines].join('\n'));
  const end = new Date(Date.now() + ended * 1000);
  for (const each of [file, path.join(output, 'b/1.png')]) utimesSync(each, end, end);
}

/** A line cut off in the journal, a crop without a line, temporary files, a lock, and a list of boxes already written. */
export function leaveTracesOfKill(output: string, detectMultipleFaces: boolean): void {
  const [journal = ''] = journalsOf(output);
  const owner = `12345-${DEAD_PID}@${hostname()}`;
  renameIn(output, journal, `.alignment-${owner}.journal`);
  const file = path.join(output, `.alignment-${owner}.journal`);
  writeFileSync(file, `${readFileSync(file, 'utf8')}{"path":"b/1.jpg","status":"alig`);
  mkdirSync(path.join(output, 'b'), { recursive: true });
  writeFileSync(path.join(output, detectMultipleFaces ? 'b/1_0.png' : 'b/1.png'), 'not in the journal');
  writeFileSync(path.join(output, `b/.facekit-${owner}-w1x3.tmp`), 'half');
  writeFileSync(path.join(output, `.facekit-${owner}-mx9.tmp`), 'half');
  writeFileSync(path.join(output, 'bounding_boxes_12345.txt'), 'old');
  writeFileSync(path.join(output, '.alignment.lock'), owner);
}
