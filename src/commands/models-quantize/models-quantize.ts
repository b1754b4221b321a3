import type { QuantizeFlags } from './definition.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import { EXIT, interruptedExitCode } from '../shared/exit-codes.ts';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, usageError } from '../../core/errors.ts';
import type { RgbImage } from '../../core/image.ts';
import { collectFaces, spreadOut } from '../../pipelines/quantize/calibration-faces.ts';
import { createAlignedFolderFinder } from '../../dataset/aligned-folder.ts';
import type { EmbeddedImage } from '../../pipelines/collection/embed-images.ts';
import { findImageFiles } from '../../dataset/image-files.ts';
import { planPhotographs, planReadyCrops } from '../../pipelines/collection/plan-crops.ts';
import { quantiseEmbedder, requireQuantisable, type QuantisedModel } from '../../facenet/quantize-embedder.ts';
import { thisWorld } from '../../files/cache-folder.ts';
import { showsColour } from '../../report/text/color.ts';
import { formatQuantised } from '../../report/text/models.ts';
import { createProgress } from '../../report/text/progress.ts';
import { openOnnxRuntime } from '../../tensor/onnx/open-runtime.ts';
import { refuseKnownName } from '../../models/install/import-model.ts';
import type { LoadedNetwork } from '../../models/model-info.ts';
import { requireModelName } from '../../models/model-names.ts';
import { installModel } from '../../models/store/install.ts';
import { findInstalled, modelFolder, readModel, sizeOfFile } from '../../models/store/find-model.ts';
import { formatWithoutEmbedding } from '../shared/collection-view.ts';
import type { Io } from '../shared/context.ts';
import { openNetworks } from '../../pipelines/networks/open-networks.ts';

/** Photographs of many people, which come with facekit's repository. */
const SAMPLE = 'datasets/sample';

/** `facekit models quantize MODEL [FACES…]`: makes a model of whole numbers from one of floats. Returns the exit code. */
export async function modelsQuantize(
  { args: [nameOrFile = '', ...paths] }: Pick<CommandLine, 'args'>,
  flags: QuantizeFlags,
  io: Io,
): Promise<number> {
  const folder = path.resolve(io.cwd, modelFolder(thisWorld(io.env)));
  const model = requireQuantisable(await readModel(nameOrFile, { folder, cwd: io.cwd }));
  const name = await requireFreeName(flags.name ?? `${model.info.name}-int8`, folder, flags);
  const quantised = await quantise(model, paths, { name, flags, io });
  if (!quantised) {
    io.stderr.write('Interrupted; nothing was written.\n');
    return interruptedExitCode(io.signal);
  }
  const installed = await installModel(quantised, { folder, overwrite: flags.overwrite });
  const { info, ...rest } = installed;
  const bytes = (await sizeOfFile(installed.file)) ?? 0;
  if (flags.json) io.stdout.write(`${JSON.stringify({ ...info, ...rest, bytes })}\n`);
  else if (!flags.quiet) io.stdout.write(formatQuantised(installed, bytes));
  return EXIT.done;
}

/** Refuses a name that is taken before anything is computed. */
async function requireFreeName(name: string, folder: string, { overwrite }: QuantizeFlags): Promise<string> {
  refuseKnownName(requireModelName(name), 'the quantised model');
  const there = await findInstalled(name, folder);
  if (!there || overwrite) return name;
  throw new FacekitError(
    'model-exists',
    `Expected no other model ${name} but ${there.file} is one: choose another --name, or replace it with --overwrite.`,
  );
}

interface Context {
  readonly name: string;
  readonly flags: QuantizeFlags;
  readonly io: Io;
}

async function quantise(
  model: LoadedNetwork,
  paths: readonly string[],
  { name, flags, io }: Context,
): Promise<QuantisedModel | undefined> {
  const { quiet = false, threads } = flags;
  const onProcessor = { device: 'cpu', ...(threads !== undefined && { threads }) } as const;
  const faces = await readFaces(model, paths, { onProcessor, flags, io });
  if (io.signal.aborted) return undefined;
  if (!quiet) io.stderr.write(`Measuring ${model.info.name} on ${faces.length} faces.\n`);
  const progress = createProgress(io.stderr, { total: 2 * faces.length, unit: 'faces', quiet });
  await using engine = await openOnnxRuntime(onProcessor);
  const onFaces = (count: number): void => {
    for (let i = 0; i < count; i++) progress.advance(true);
  };
  try {
    return await quantiseEmbedder(model, faces, { engine, name, signal: io.signal, onFaces });
  } finally {
    progress.stop();
  }
}

interface Reading extends Pick<Context, 'flags' | 'io'> {
  readonly onProcessor: { readonly device: 'cpu'; readonly threads?: number };
}

async function readFaces(
  { info }: LoadedNetwork,
  paths: readonly string[],
  { onProcessor, flags, io: { cwd, signal, stderr, env } }: Reading,
): Promise<RgbImage[]> {
  const found = await findImageFiles(paths.length > 0 ? paths : [await sampleFolder(cwd)], cwd, signal);
  await using networks = openNetworks(onProcessor, () => undefined);
  const { detect } = networks;
  const planCrops =
    (flags.detect ?? paths.length === 0)
      ? planPhotographs({ allFaces: true, select: 'center' })
      : planReadyCrops(info, createAlignedFolderFinder());
  const images = spreadOut(found, flags.images);
  const onImage = (image: EmbeddedImage): void => {
    const line = formatWithoutEmbedding(image, showsColour(stderr, env));
    if (line !== undefined) stderr.write(`${line}\n`);
  };
  return await collectFaces(images, { planCrops, detect, model: info, onImage, signal });
}

async function sampleFolder(cwd: string): Promise<string> {
  const isThere = await access(path.resolve(cwd, SAMPLE)).then(
    () => true,
    () => false,
  );
  if (isThere) return SAMPLE;
  throw usageError(
    `Expected a folder of aligned crops to measure on, or photographs with --detect, but received none, and there is no ${SAMPLE} here; some hundred faces like those that the model will see are best.`,
  );
}
