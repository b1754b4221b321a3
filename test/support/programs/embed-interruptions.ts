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

/** Twelve crops in a folder of their own, below `in`, and what embeds them. */
export interface TwelveCrops {
  readonly folder: string;
  embed(run?: FakeRun): Promise<FakeOutcome>;
  /** As `interruptedAfter`. */
  embedUntil(runs: number, run?: FakeRun): Promise<FakeOutcome>;
  /** Goes on with a run that was interrupted. */
  resume(run?: FakeRun): Promise<FakeOutcome>;
  /** As `undisturbed`. */
  undisturbed(output?: string): Promise<Buffer>;
  /** As `bytesOf`. */
  bytes(name?: string): Buffer;
}

/** Gives each test twelve crops of its own. */
export function useTwelveCrops(): () => Promise<TwelveCrops> {
  const temporary = useTemporaryFolders();
  return async () => {
    const folder = await writeTwelveCrops(temporary());
    return {
      folder,
      embed: (run) => fakeEmbed(folder, ['in'], run),
      embedUntil: (runs, run) => interruptedAfter(runs, folder, run),
      resume: (run) => fakeEmbed(folder, ['in'], { ...run, flags: { ...run?.flags, resume: true } }),
      undisturbed: (output) => undisturbed(folder, output),
      bytes: (name) => bytesOf(folder, name),
    };
  };
}

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
