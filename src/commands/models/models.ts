import { EXIT } from '../shared/exit-codes.ts';
import path from 'node:path';
import { formatImported, formatModel, formatModels, formatPulled, modelJson } from '../../report/text/models/models.ts';
import { createProgress } from '../../report/text/progress.ts';
import { importModel } from '../../models/install/import-model.ts';
import { pullModel, type PullOutcome } from '../../models/install/pull-model.ts';
import { pullRecipe, type PullRecipe } from '../../models/install/pull-recipe.ts';
import { describeModel, listModels } from '../../models/store/list.ts';
import { findModel } from '../../models/store/find-model.ts';
import { prepareAhead } from '../../pipelines/networks/prepare-ahead.ts';
import type { Io } from '../shared/context.ts';
import { modelsFolder } from '../shared/models-folder.ts';
import { tellInterrupted } from '../shared/notices.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import { readAlignment, type ImportFlags, type ModelsFlags, type PullFlags } from './options.ts';

/** `facekit models list`: the models that facekit knows, and those of the user's own. */
export async function modelsList(_command: Pick<CommandLine, 'args'>, { json }: ModelsFlags, io: Io): Promise<number> {
  const folder = modelsFolder(io);
  const models = await listModels({ folder });
  io.stdout.write(json ? toJson({ folder, models: models.map(modelJson) }) : formatModels(models));
  return EXIT.done;
}

/** `facekit models info NAME`: all that is known of a model, by name or file. */
export async function modelsInfo({ args }: Pick<CommandLine, 'args'>, { json }: ModelsFlags, io: Io): Promise<number> {
  const model = await describeModel(args[0] ?? '', { folder: modelsFolder(io), cwd: io.cwd });
  io.stdout.write(json ? toJson(modelJson(model)) : formatModel(model));
  return EXIT.done;
}

/** `facekit models path [NAME]`: the folder of installed models, or the file of one. */
export async function modelsPath(
  { args: [name] }: Pick<CommandLine, 'args'>,
  { json }: ModelsFlags,
  io: Io,
): Promise<number> {
  const folder = modelsFolder(io);
  const found = name === undefined ? { folder } : { file: (await findModel(name, { folder, cwd: io.cwd })).file };
  io.stdout.write(json ? toJson(found) : `${found.file ?? found.folder}\n`);
  return EXIT.done;
}

/** `facekit models pull NAME`: fetches a model. Returns the exit code. */
export async function modelsPull(
  { args }: Pick<CommandLine, 'args'>,
  flags: PullFlags,
  io: Io,
  recipeOf: (name: string) => Promise<PullRecipe> = pullRecipe,
): Promise<number> {
  const recipe = await recipeOf(args[0] ?? '');
  const progress = createProgress(io.stderr, {
    total: recipe.files.length,
    unit: 'files',
    quiet: flags.quiet ?? false,
  });
  const outcome = await pullModel(recipe, {
    folder: modelsFolder(io),
    from: flags.from ?? given(io.env.FACEKIT_MODELS_URL),
    overwrite: flags.overwrite,
    signal: io.signal,
    onFile: ({ fetched }) => {
      progress.advance(fetched);
    },
    onSwitch: (from, to, reason) => {
      progress.line(`${from} failed (${reason}); going on with ${to}.`);
    },
  }).finally(() => {
    progress.stop();
  });
  return conclude(recipe.info.name, outcome, { flags, io });
}

async function conclude(
  name: string,
  outcome: PullOutcome,
  { flags, io }: { flags: PullFlags; io: Io },
): Promise<number> {
  if (outcome.kind === 'interrupted') {
    const { done, total } = outcome;
    return tellInterrupted(io, `Interrupted after ${done} of ${total} files; run the same command again to go on.`);
  }
  if (outcome.kind === 'installed') await prepareAhead(outcome.model, path.dirname(modelsFolder(io)));
  const { file, sha256 } = outcome.kind === 'installed' ? outcome.model : outcome;
  const fetched = outcome.kind === 'installed' ? outcome.fetched : 0;
  if (flags.json) io.stdout.write(toJson({ name, status: outcome.kind, file, sha256, fetched }));
  else if (!flags.quiet) io.stdout.write(formatPulled(name, outcome));
  return EXIT.done;
}

/** `facekit models import FILE`: puts a model of the user's own, or a known one from a file, into the cache. */
export async function modelsImport({ args }: Pick<CommandLine, 'args'>, flags: ImportFlags, io: Io): Promise<number> {
  const { json, quiet, alignment, margin, standardization, color, license, ...options } = flags;
  const file = path.resolve(io.cwd, args[0] ?? '');
  const model = await importModel(file, {
    ...options,
    standardisation: standardization,
    colour: color,
    licence: license,
    folder: modelsFolder(io),
    alignment: readAlignment(alignment, margin),
  });
  await prepareAhead(model, path.dirname(modelsFolder(io)));
  if (json) {
    const { info, ...rest } = model;
    io.stdout.write(toJson({ ...info, ...rest }));
  } else if (!quiet) io.stdout.write(formatImported(model));
  return EXIT.done;
}

/** An empty variable is as good as none. */
const given = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

const toJson = (value: unknown): string => `${JSON.stringify(value)}\n`;
