import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { FacekitError } from '../../core/errors.ts';
import { checkJson } from '../../core/json.ts';
import type { Weights } from '../../core/tensor.ts';
import { writeWhole, type WriteBytes } from '../../files/atomic-file.ts';
import { encodeSafetensors, readSafetensors } from '../../formats/safetensors.ts';
import { ifThere } from '../../files/if-there.ts';

/** A training as it stands after some iterations, with everything that is needed to go on. */
export interface Checkpoint {
  /** Iterations that are done. */
  readonly iteration: number;
  /** Updates that are done: an iteration without triplets has none. */
  readonly steps: number;
  /** What decides the numbers of the training, by the names of the settings. */
  readonly recipe: Recipe;
  readonly parameters: Weights;
  /** What the optimiser and the averages remember. */
  readonly memory: Weights;
}

export type Recipe = Readonly<Record<string, string>>;

const FORMAT = 'facekit-training';
const NAME = /^checkpoint-(\d{8})\.safetensors$/;
const KEPT = 3;
const PARAMETER = 'parameter/';
const MEMORY = 'memory/';

/** Checkpoints in a folder, the newest first. */
export async function listCheckpoints(folder: string): Promise<string[]> {
  const names = await ifThere(readdir(folder), []);
  return names
    .filter((name) => NAME.test(name))
    .sort()
    .reverse();
}

/** Writes a checkpoint whole, and keeps the newest three. Returns its file. */
export async function writeCheckpoint(
  folder: string,
  checkpoint: Checkpoint,
  write: WriteBytes = writeWhole,
): Promise<string> {
  const { iteration, steps, recipe, parameters, memory } = checkpoint;
  const tensors = new Map([...prefixed(PARAMETER, parameters), ...prefixed(MEMORY, memory)]);
  const words = { iteration: String(iteration), steps: String(steps), recipe: JSON.stringify(recipe) };
  const file = path.join(folder, `checkpoint-${String(iteration).padStart(8, '0')}.safetensors`);
  await write(file, encodeSafetensors(tensors, { format: FORMAT, ...words }));
  for (const old of (await listCheckpoints(folder)).slice(KEPT)) await rm(path.join(folder, old), { force: true });
  return file;
}

const prefixed = (prefix: string, tensors: Weights) =>
  Array.from(tensors, ([name, tensor]) => [prefix + name, tensor] as const);

const COUNT = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));
const WORDS = v.object({ format: v.literal(FORMAT), iteration: COUNT, steps: COUNT, recipe: v.string() });
const RECIPE = v.record(v.string(), v.string());

/**
 * Reads a checkpoint.
 *
 * @throws FacekitError `checkpoint-invalid` for another file, and those of `readSafetensors`
 */
export async function readCheckpoint(file: string): Promise<Checkpoint> {
  const { weights, metadata } = await readSafetensors(file);
  const words = v.safeParse(WORDS, metadata);
  const recipe = words.success ? checkJson(words.output.recipe, RECIPE) : undefined;
  if (!words.success || !recipe?.ok)
    throw new FacekitError(
      'checkpoint-invalid',
      `Expected a checkpoint of facekit's training at ${file} but found something else: remove it, and the training goes on from the one before.`,
    );
  const { iteration, steps } = words.output;
  return {
    iteration,
    steps,
    recipe: recipe.value,
    parameters: below(PARAMETER, weights),
    memory: below(MEMORY, weights),
  };
}

const below = (prefix: string, tensors: Weights): Weights =>
  new Map(
    [...tensors]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );

/**
 * Makes sure that a checkpoint is of the training that is to go on.
 *
 * @throws FacekitError `settings-differ` with the first setting that is another one
 */
export function requireSameRecipe(file: string, found: Recipe, wanted: Recipe): void {
  const name = Object.keys({ ...found, ...wanted }).find((key) => found[key] !== wanted[key]);
  if (name === undefined) return;
  throw new FacekitError(
    'settings-differ',
    `Expected a checkpoint with ${name} ${wanted[name] ?? 'unset'} but ${file} has ${found[name] ?? 'none'}: go on with the settings that the training was begun with, or begin a new one in another folder.`,
  );
}

/** The newest checkpoint where a training is to go on; none may be there where one is to begin. *
 */
export async function findCheckpoint(
  { checkpoints, resume }: { readonly checkpoints: string; readonly resume: boolean },
  recipe: Recipe,
): Promise<Checkpoint | undefined> {
  const [newest] = await listCheckpoints(checkpoints);
  if (newest !== undefined && !resume)
    throw new FacekitError(
      'output-exists',
      `Expected no checkpoints in ${checkpoints} but found ${newest}: go on from it with \`resume\`, or choose another folder by \`modelsBaseDir\`.`,
    );
  if (newest === undefined) return undefined;
  const file = path.join(checkpoints, newest);
  const checkpoint = await readCheckpoint(file);
  requireSameRecipe(file, checkpoint.recipe, recipe);
  return checkpoint;
}
