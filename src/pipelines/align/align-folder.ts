import { createPixelBudget } from '../../core/pixel-budget.ts';
import { machineLimits } from '../../files/machine-limits.ts';
import { type Random, randomKey, shuffled } from '../../core/random.ts';
import { type PlannedOutput, planOutputs } from '../../dataset/output-plan.ts';
import { revisionInfo } from '../../dataset/revision-info.ts';
import { type FoundImage, walkImages } from '../../dataset/walk.ts';
import type { WriteBytes } from '../../files/atomic-file.ts';
import { type ProcessId, thisProcess } from '../../files/process-id.ts';
import { type AlignOptions, alignmentSettings } from './align-settings.ts';
import type { AlignSummary, RenamedImage } from './align-summary.ts';
import { createTally } from './align-tally.ts';
import { refuseCrops } from './refuse-crops.ts';
import { type Folders, refuseCropsInInput } from './folders.ts';
import { OutputFolder } from './output-folder.ts';
import type { CreateRunner, ImageRunner } from './runner.ts';
import { type FinishedImage, workThrough } from './work-through.ts';

export interface AlignRequest {
  readonly folders: Folders;
  /** Instead of all images of the input folder. */
  readonly images?: readonly FoundImage[] | undefined;
  /** Beside `images`: files that were found to be no images. */
  readonly ignored?: readonly string[] | undefined;
  /** Of these images only some are worked on, and their records are kept apart. */
  readonly part?: AlignPart | undefined;
  readonly options: AlignOptions;
  /** The command line, for `revision_info.txt`. */
  readonly argv: readonly string[];
}

/** A part of the images of a run. */
export interface AlignPart {
  /** The folder of its records, absolute. */
  readonly records: string;
  /** Whether an image, by its path, is of the part. */
  has(image: string): boolean;
}

/** What a run tells while it goes on. */
export interface AlignListener {
  /** Once, before all else: the files of the input folder that are no images. */
  leavesOut(files: readonly string[]): void;
  /** Once, before the first image. */
  begins(total: number, renamed: readonly RenamedImage[]): void;
  /** Each time a worker is ready. */
  usesDevice(device: string): void;
  /** As soon as an image is finished. */
  advances(image: FinishedImage): void;
  /** For the same images, in their order. */
  tells(image: FinishedImage): void;
}

/** The outside world of a run; tests pass their own. */
export interface AlignWorld {
  readonly createRunner: CreateRunner;
  readonly listener: AlignListener;
  readonly signal: AbortSignal;
  readonly random?: Random;
  readonly writeBytes?: WriteBytes;
}

export interface AlignOutcome {
  readonly summary: AlignSummary;
  /** Whether the signal ended the run before its last image. */
  readonly interrupted: boolean;
}

/**
 * Aligns a folder of images: walks it, plans the outputs, works on every image that is not done yet, and writes the lists.
 * Interrupted or failed, it leaves a journal from which the next run goes on.
 *
 * @throws FacekitError about the folders, the settings, or the output
 */
export async function alignFolder(request: AlignRequest, world: AlignWorld): Promise<AlignOutcome> {
  const { folders, options, part } = request;
  const [{ images, ignored }, revision] = await Promise.all([
    request.images
      ? { images: request.images, ignored: request.ignored ?? [] }
      : walkImages(folders.input, world.signal),
    revisionInfo(request.argv),
  ]);
  if (!options.force) await refuseCrops(folders.input, images);
  const all = planOutputs(images.map((image) => image.path));
  const plan = part ? all.filter(({ path }) => part.has(path)) : all;
  const renamed = renamedImages(plan);
  await refuseCropsInInput(
    folders,
    all.map(({ stem }) => stem),
  );

  const self = thisProcess(randomKey(world.random));
  const output = await OutputFolder.open({
    folder: folders.output,
    named: folders.outputAsNamed,
    self,
    settings: alignmentSettings(options),
    overwrite: options.overwrite,
    plan,
    part: part && { records: part.records, stems: new Set(all.map(({ stem }) => stem)) },
    revision,
    writeBytes: world.writeBytes,
  });
  try {
    world.listener.leavesOut(ignored);
    world.listener.begins(plan.length, renamed);
    const tally = createTally();
    await workThrough(options.randomOrder ? shuffled(plan, world.random) : plan, {
      input: folders.input,
      output,
      found: new Map(images.flatMap((image) => (!part || part.has(image.path) ? [[image.path, image]] : []))),
      runner: openRunner(request, world, self),
      signal: world.signal,
      onFinished: (image) => {
        tally.add(image);
        world.listener.advances(image);
      },
      onInOrder: (image) => {
        world.listener.tells(image);
      },
    });
    const totals = tally.totals();
    const interrupted = world.signal.aborted && totals.done < plan.length;
    if (!interrupted) await output.finish();
    const { input, output: into } = folders;
    return {
      interrupted,
      summary: { input, output: into, total: plan.length, ...totals, renamed, ignored: ignored.length },
    };
  } finally {
    await output.close();
  }
}

function openRunner(
  { folders, options }: AlignRequest,
  { createRunner, listener }: AlignWorld,
  self: ProcessId,
): ImageRunner {
  const setup = {
    settings: options,
    maxPixels: options.maxPixels,
    engine: options.engine,
    device: options.device,
    output: folders.output,
    owner: self,
    budget: createPixelBudget(machineLimits().cores),
  };
  return createRunner(setup, {
    jobs: options.jobs,
    onReady: (device) => {
      listener.usesDevice(device);
    },
  });
}

const renamedImages = (plan: readonly PlannedOutput[]): RenamedImage[] =>
  plan.flatMap(({ path, stem, renamedBecauseOf: because }) => (because === undefined ? [] : [{ path, stem, because }]));
