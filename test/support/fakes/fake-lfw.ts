import path from 'node:path';
import type { ValidateLfwFlags } from '../../../src/commands/validate-lfw/options.ts';
import { validateLfw } from '../../../src/commands/validate-lfw/validate-lfw.ts';
import { encodePng } from '../../../src/image/encode.ts';
import type { OpenLfwNetworks } from '../../../src/pipelines/validate-lfw/lfw-networks.ts';
import type { DetectFaces } from '../../../src/pipelines/collection/crop-plan.ts';
import { embedInThisThread } from '../../../src/pipelines/collection/image-workers.ts';
import { type FakeEmbedder, fakeEmbedder, fillingFace, notToBeCalled } from './fake-embed.ts';
import { solid } from '../images.ts';
import { createTestIo } from '../io.ts';
import { writeFiles } from '../temporary.ts';

/**
 * A set of grey crops. The embedding of a crop is the point of the unit circle at its grey level / 100, in radians. `greys` by
 * image: `{ 'Ann/Ann_0001': 10 }`.
 */
export async function writeCrops(folder: string, greys: Readonly<Record<string, number>>): Promise<void> {
  const files = await Promise.all(
    Object.entries(greys).map(
      async ([key, grey]) => [`${key}.png`, await encodePng(solid(4, 4, [grey, grey, grey]))] as const,
    ),
  );
  writeFiles(folder, Object.fromEntries(files));
}

/** Four people with three crops each: those of one person differ by at most 6, those of two by at least 45. */
export const EASY: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries({ Ann: 20, Bob: 71, Cleo: 126, Dan: 186 }).flatMap(([name, grey]) =>
    [0, 3, 6].map((offset, i) => [`${name}/${name}_000${i + 1}`, grey + offset]),
  ),
);

/** A pairs file of View 1: each person's images 1–2, 1–3 and 2–3, then 12 pairs of neighbours in the alphabet. */
export const EASY_PAIRS = [
  '12',
  ...['Ann', 'Bob', 'Cleo', 'Dan'].flatMap((name) => [`${name}\t1\t2`, `${name}\t1\t3`, `${name}\t2\t3`]),
  ...[1, 2, 3].flatMap((i) => [
    `Ann\t${i}\tBob\t${i}`,
    `Bob\t${i}\tCleo\t${i}`,
    `Cleo\t${i}\tDan\t${i}`,
    `Ann\t${i}\tDan\t${i}`,
  ]),
  '',
].join('\n');

export interface LfwRun {
  readonly dir?: string;
  readonly flags?: Partial<ValidateLfwFlags>;
  readonly embedder?: FakeEmbedder;
  readonly signal?: AbortSignal;
  readonly detect?: DetectFaces;
}

export interface LfwRunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly embedder: FakeEmbedder;
  /** Whether a network was opened. */
  readonly opened: boolean;
}

/** Runs `validate-lfw` in a folder (crops in `crops`, pairs in `pairs.txt`) with everything real but the networks. */
export async function runLfw(cwd: string, run: LfwRun = {}): Promise<LfwRunResult> {
  const embedder = run.embedder ?? onCircle();
  const { io, stdout, stderr } = createTestIo({ cwd, ...(run.signal ? { signal: run.signal } : {}) });
  let opened = false;
  const openNetworks: OpenLfwNetworks = () => ({
    detect: run.detect ?? fillingFace,
    openEmbedder: () => {
      opened = true;
      return Promise.resolve(embedInThisThread(embedder, run.detect ?? notToBeCalled));
    },
    identifyModel: (name) =>
      Promise.resolve({ info: { name }, sha256: name === 'other' ? '0'.repeat(64) : embedder.sha256 }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  const exitCode = await validateLfw({ args: [run.dir ?? 'crops'] }, flagsOf(run), io, openNetworks);
  return { exitCode, stdout: stdout(), stderr: stderr(), embedder, opened };
}

const flagsOf = ({ flags }: LfwRun): ValidateLfwFlags => ({
  lfwPairs: 'pairs.txt',
  lfwBatchSize: 16,
  lfwNrofFolds: 3,
  device: 'cpu',
  quiet: true,
  ...flags,
});

const onCircle = (): FakeEmbedder =>
  fakeEmbedder({
    embedding: ({ data }) => {
      const angle = (data[0] ?? NaN) / 100;
      return [Math.cos(angle), Math.sin(angle), 0, 0];
    },
  });

/** Writes the crops and the pairs of `EASY` into a folder. */
export async function writeEasy(cwd: string, pairs: string = EASY_PAIRS): Promise<void> {
  await writeCrops(path.join(cwd, 'crops'), EASY);
  writeFiles(cwd, { 'pairs.txt': pairs });
}

/** What `--json` says, as far as tests look at it. */
export interface Figures {
  readonly accuracy: { mean: number };
  readonly pairs: { used: number; skipped: number };
  readonly images: { embedded: number; missing: { path: string; reason: string }[] };
  readonly distances: { line: number; first: string; same: boolean; fold: number; distance: number }[];
}

/** Runs with `--json -`. */
export async function figuresOf(cwd: string, run: LfwRun = {}): Promise<Figures> {
  const { stdout } = await runLfw(cwd, { ...run, flags: { ...run.flags, json: '-' } });
  return JSON.parse(stdout) as Figures;
}
