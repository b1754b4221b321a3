import { usageError } from '../../core/errors.ts';
import path from 'node:path';
import { findImageFiles, type ImageFile, type ImageInput } from '../../dataset/image-files.ts';
import type { Selection } from '../../detection/select-face.ts';
import type { EmbedOptions } from '../../facenet/embedder.ts';
import { requirePersonName, toPersonName } from '../../gallery/check-face.ts';
import type { NewFace } from '../../gallery/contents.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import { type EmbeddedImage, embedImages } from '../collection/embed-images.ts';
import type { CollectionEmbedder } from '../collection/image-workers.ts';
import { openCropPlan, type OpenCropPlan } from '../collection/open-crop-plan.ts';
import { nameOfFolder } from '../labelled/labelled-source.ts';
import type { EnrolOutcome, EnrolReport } from './enrol-report.ts';
import type { GalleryPlace, GalleryWorld } from './gallery-world.ts';
import { findQualityProblem } from './quality.ts';
import { requireKindOfGallery, requireNetworkOfGallery } from './require-kind.ts';

/** What decides an enrolment. */
export interface EnrolOptions extends Pick<EmbedOptions, 'batchSize'> {
  /** Whose the faces are. Default: each photograph's folder names the person, with blanks for underscores. */
  readonly name?: string | undefined;
  /** Every face of a photograph is the person's, not one alone. Default false: a photograph of several is refused. */
  readonly all?: boolean | undefined;
  /** Take small and blurred faces and profiles too. Default false. */
  readonly force?: boolean | undefined;
  /** Which face of several is meant. Default: none. */
  readonly select?: Selection | undefined;
}

/**
 * Finds the faces of photographs and enrols them. Each photograph is in the gallery when the listener is told of it, whatever happens
 * afterwards.
 *
 * @throws FacekitError `usage` for a photograph without a name; `gallery-mismatch`; about the paths, the model, the gallery
 */
export async function enrolPhotographs(
  inputs: readonly ImageInput[],
  options: EnrolOptions,
  place: Pick<GalleryPlace, 'store' | 'create'>,
  world: GalleryWorld,
): Promise<EnrolReport> {
  const files = await findImageFiles(inputs, world.cwd, world.signal, (left) => world.listener.leavesOut?.(left));
  const names = namesOf(files, options);
  const embedder = await world.openEmbedder(files.length);
  const plan = await planFor(embedder, files, { options, store: place.store, world });
  const store = place.store ?? (await place.create(plan.metadata));
  requireKindOfGallery(store, plan.metadata, 'this enrolment');
  const started = performance.now();
  const photographs = await enrolAll(files, { names, options, store, plan, embedder, world });
  const seconds = Math.max((performance.now() - started) / 1000, 0.001);
  const people = await store.people();
  return {
    gallery: store.name,
    model: store.embeddings.model,
    photographs,
    people: people.length,
    faces: people.reduce((sum, { faces }) => sum + faces, 0),
    interrupted: photographs.length < files.length,
    total: files.length,
    embedding: { device: embedder.device, seconds, imagesPerSecond: photographs.length / seconds },
  };
}

/** The person of each photograph. Throws `usage` where that cannot be told. */
function namesOf(files: readonly ImageFile[], { name }: EnrolOptions): ReadonlyMap<ImageFile, string> {
  return new Map(files.map((file) => [file, name === undefined ? nameByFolder(file) : personNamed(name)]));
}

function personNamed(name: string): string {
  const person = toPersonName(name);
  requirePersonName(person);
  return person;
}

function nameByFolder({ path: name, className, bytes }: ImageFile): string {
  if (bytes || path.posix.dirname(name) === '.')
    throw usageError(
      `Expected a name for ${name}, which is in no folder that could be the person's: give \`name\`, or name the folder.`,
    );
  return personNamed(nameOfFolder(className));
}

interface Planning {
  readonly world: Pick<GalleryWorld, 'listener'>;
  readonly options: EnrolOptions;
  readonly store: GalleryStore | undefined;
}

async function planFor(
  embedder: CollectionEmbedder,
  files: readonly ImageFile[],
  { options: { select }, store, world }: Planning,
): Promise<OpenCropPlan> {
  if (store) requireNetworkOfGallery(store, embedder, 'the model that is installed');
  const margin = store?.embeddings.alignment.margin ?? undefined;
  const choice = { kind: 'photographs', allFaces: select === undefined, select: select ?? 'center', margin } as const;
  return openCropPlan(embedder, files, { choice, flip: false, listener: world.listener });
}

interface Enrolling {
  readonly names: ReadonlyMap<ImageFile, string>;
  readonly options: EnrolOptions;
  readonly store: GalleryStore;
  readonly plan: OpenCropPlan;
  readonly embedder: CollectionEmbedder;
  readonly world: GalleryWorld;
}

async function enrolAll(
  files: readonly ImageFile[],
  { names, options, store, plan, embedder, world }: Enrolling,
): Promise<EnrolOutcome[]> {
  const { signal, listener } = world;
  const { batchSize } = options;
  await using workers = embedder.openWorkers({ batchSize, flip: false, measure: true, images: files.length, signal });
  listener.begins(files.length, embedder);
  const outcomes: EnrolOutcome[] = [];
  for await (const image of embedImages(files, { workers, planCrops: plan.planCrops })) {
    outcomes.push(await enrolOne(image, { person: names.get(image.image) ?? '', options, store }));
    listener.finishes(image);
  }
  return outcomes;
}

interface EnrollingOne {
  readonly person: string;
  readonly options: EnrolOptions;
  readonly store: GalleryStore;
}

async function enrolOne(embedded: EmbeddedImage, { person, options, store }: EnrollingOne): Promise<EnrolOutcome> {
  const { path: name } = embedded.image;
  if (embedded.status === 'unreadable') {
    const { reason, message } = embedded;
    return { path: name, status: 'unreadable', reason, message };
  }
  const { faces, key } = embedded;
  const refuse = (reason: string, message: string): EnrolOutcome => ({
    path: name,
    status: 'refused',
    reason,
    message,
  });
  if (faces.length === 0) return refuse('no-face', 'No face was found.');
  if (faces.length > 1 && !options.all)
    return refuse(
      'several-faces',
      `${faces.length} faces were found, and which of them is ${person} cannot be told: choose one by \`select\`, or take \`all\`.`,
    );
  const problem = options.force ? undefined : findQualityProblem(embedded);
  if (problem) return refuse(problem.reason, problem.message);
  const newFaces = faces.map(({ face, box, score, embedding }): NewFace => {
    return { person, source: { path: name, sha256: key, face }, box, score, embedding };
  });
  const enrolments = await store.enrol(newFaces);
  const isNew = enrolments.some(({ status }) => status === 'enrolled');
  return { path: name, status: isNew ? 'enrolled' : 'duplicate', faces: enrolments.map(({ face }) => face) };
}
