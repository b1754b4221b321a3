import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { crop } from '../faces/embed-crops.ts';
import { fakeEmbed, fakeEmbedder, type FakeOutcome, type FakeRun } from '../fakes/fake-embed.ts';
import { useTemporaryFolders, writeFiles } from '../temporary.ts';

const COUNT = 12;

/** Writes twelve images in three classes, of which the last two are equal, and one that cannot be read. */
export async function writeTwelveCrops(folder: string): Promise<string> {
  for (let i = 0; i < COUNT; i += 1)
    writeFiles(folder, { [`in/${'abc'[i % 3] ?? ''}/${10 + i}.png`]: await crop(i === 11 ? 8 : i) });
  writeFiles(folder, { 'in/b/99.png': 'rubbish' });
  return folder;
}

/** Writes twelve crops into a new temporary folder of the tests of a file. */
export function useTwelveCrops(): () => Promise<string> {
  const temporary = useTemporaryFolders();
  return () => writeTwelveCrops(temporary());
}

/** A run that goes on with an interrupted one. */
export const RESUME: FakeRun = { flags: { resume: true } };

/** Runs until the network has worked `runs` times on two faces each, then stops as Ctrl-C would. */
export function interruptedAfter(runs: number, folder: string, run: FakeRun = {}): Promise<FakeOutcome> {
  const controller = new AbortController();
  let count = 0;
  const onRun = (): void => {
    count += 1;
    if (count === runs) controller.abort('SIGINT');
  };
  return fakeEmbed(folder, ['in'], { ...run, embedder: fakeEmbedder({ onRun }), signal: controller.signal });
}

/** The bytes of what a run has written in a folder. */
export const bytesOf = (folder: string, name = 'out.jsonl'): Buffer => readFileSync(path.join(folder, name));

/** What a run that nothing disturbs writes; it leaves nothing behind. */
export async function undisturbed(folder: string, output = 'out.jsonl'): Promise<Buffer> {
  await fakeEmbed(folder, ['in'], { flags: { output } });
  const bytes = bytesOf(folder, output);
  for (const name of readdirSync(folder)) if (name !== 'in') rmSync(path.join(folder, name));
  return bytes;
}
