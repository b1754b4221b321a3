import path from 'node:path';
import { FacekitError, usageError } from '../../core/errors.ts';
import type { RgbImage } from '../../core/image.ts';
import { createAlignedFolderFinder } from '../../dataset/aligned-folder.ts';
import { findImageFiles } from '../../dataset/image-files.ts';
import { quantiseEmbedder, requireQuantisable, type QuantisedModel } from '../../facenet/quantize-embedder.ts';
import { isThere } from '../../files/move-file.ts';
import { refuseKnownName } from '../../models/install/import-model.ts';
import type { LoadedNetwork } from '../../models/model-info.ts';
import { requireModelName } from '../../models/model-names.ts';
import { findInstalled, readModel, sizeOfFile } from '../../models/store/find-model.ts';
import { installModel, type InstalledModel } from '../../models/store/install.ts';
import { openOnnxRuntime } from '../../tensor/onnx/open-runtime.ts';
import type { EmbeddedImage } from '../collection/embed-images.ts';
import { planPhotographs, planReadyCrops } from '../collection/plan-crops.ts';
import { openNetworks } from '../networks/open-networks.ts';
import { compareSpeed, type SpeedOfBoth } from './compare-speed.ts';
import { collectFaces, spreadOut } from './calibration-faces.ts';

/** Photographs of many people, which come with facekit's repository. */
const SAMPLE = 'datasets/sample';

export interface QuantizeOptions {
  /** Of the new model. Default: that of the model, and `-int8`. */
  readonly name?: string | undefined;
  /** Whether another model of that name is replaced. Default false. */
  readonly overwrite?: boolean | undefined;
  /** Whether the images are photographs, of which all faces are taken. Default: without images that are named. */
  readonly detect?: boolean | undefined;
  /** Images to measure on, taken from all that are named. */
  readonly images: number;
  /** Of a network. Default: one a core. */
  readonly threads?: number | undefined;
}

/** Is told how it goes on. */
export interface QuantizeListener {
  /** What became of each image, in their order. */
  finishes(image: EmbeddedImage): void;
  /** Once, before the faces go through the network, each twice. */
  begins(model: string, faces: number): void;
  /** Faces that went through the network. */
  advances(faces: number): void;
}

/** What it works with. */
export interface QuantizeWorld {
  /** Of installed models, absolute. */
  readonly folder: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly listener: QuantizeListener;
}

/** An installed int8 model, the bytes of its file, and how fast it is here. */
export interface InstalledQuantized {
  readonly installed: InstalledModel;
  readonly bytes: number;
  readonly speed: SpeedOfBoth;
}

/**
 * Makes an int8 model from a float32 one, measured on faces, and installs it.
 *
 * @param nameOrFile the model
 * @param images aligned crops to measure on, or photographs, relative to `cwd`; none: the photographs of `datasets/sample`
 * @returns undefined when the signal stopped it: then nothing is written
 * @throws FacekitError `usage`, `model-exists`, those of `quantiseEmbedder`, of reading the images and of installing
 */
export async function quantizeModel(
  nameOrFile: string,
  images: readonly string[],
  options: QuantizeOptions,
  world: QuantizeWorld,
): Promise<InstalledQuantized | undefined> {
  const { folder, cwd } = world;
  const { overwrite } = options;
  const model = requireQuantisable(await readModel(nameOrFile, { folder, cwd }));
  const name = await requireFreeName(options.name ?? `${model.info.name}-int8`, folder, overwrite);
  const faces = await readFaces(model, images, options, world);
  const quantised = await quantise(model, faces, { name, threads: options.threads, world });
  if (!quantised) return undefined;
  const installed = await installModel(quantised, { folder, overwrite });
  const int8Model = { kind: 'network', ...quantised, sha256: installed.sha256 } as const;
  const speed = await compareSpeed(model, int8Model, world.signal);
  return { installed, bytes: (await sizeOfFile(installed.file)) ?? 0, speed };
}

/** Refuses a name that is taken before anything is computed. */
async function requireFreeName(name: string, folder: string, overwrite = false): Promise<string> {
  refuseKnownName(requireModelName(name), 'the quantised model');
  const there = await findInstalled(name, folder);
  if (!there || overwrite) return name;
  throw new FacekitError(
    'model-exists',
    `Expected no other model ${name} but ${there.file} is one: choose another \`name\`, or replace it with \`overwrite\`.`,
  );
}

async function quantise(
  model: LoadedNetwork,
  faces: readonly RgbImage[],
  {
    name,
    threads,
    world: { signal, listener },
  }: { readonly name: string; readonly threads: number | undefined; readonly world: QuantizeWorld },
): Promise<QuantisedModel | undefined> {
  if (signal.aborted) return undefined;
  listener.begins(model.info.name, faces.length);
  await using engine = await openOnnxRuntime({ device: 'cpu', threads });
  const onFaces = (count: number): void => {
    listener.advances(count);
  };
  return await quantiseEmbedder(model, faces, { engine, name, signal, onFaces });
}

async function readFaces(
  { info }: LoadedNetwork,
  named: readonly string[],
  { detect: isPhotographs = named.length === 0, images: most, threads }: QuantizeOptions,
  { cwd, signal, listener }: QuantizeWorld,
): Promise<RgbImage[]> {
  const found = await findImageFiles(named.length > 0 ? named : [await sampleFolder(cwd)], cwd, signal);
  await using networks = openNetworks({ device: 'cpu', threads }, () => undefined);
  const planCrops = isPhotographs
    ? planPhotographs({ allFaces: true, select: 'center' })
    : planReadyCrops(info, createAlignedFolderFinder());
  const onImage = (image: EmbeddedImage): void => {
    listener.finishes(image);
  };
  const options = { planCrops, detect: networks.detect, model: info, onImage, signal };
  return await collectFaces(spreadOut(found, most), options);
}

async function sampleFolder(cwd: string): Promise<string> {
  if (await isThere(path.resolve(cwd, SAMPLE))) return SAMPLE;
  throw usageError(
    `Expected a folder of aligned crops to measure on, or photographs with \`detect\`, but received none, and there is no ${SAMPLE} here; some hundred faces like those that the model will see are best.`,
  );
}
