import { FacekitError } from '../../core/errors.ts';
import { boxWidth, type Box } from '../../core/box.ts';
import type { RgbImage } from '../../core/image.ts';
import type { Random } from '../../core/random.ts';
import { bytesOf } from '../../dataset/image-files.ts';
import { decodeImage } from '../../image/codec.ts';
import { areaPatches } from '../../image/resize/area-patches.ts';
import { placeFace, WINDOW_SIDES, type MtcnnNetwork } from '../../training/mtcnn/targets.ts';
import type { SampleStore } from '../../training/mtcnn/sample-store.ts';
import { classifyWindow, drawWindows, type FaceLabel, type SampleWindow } from '../../training/mtcnn/windows.ts';
import type { LabelledPhotograph } from './labelled-photographs.ts';

export interface CollectOptions {
  readonly network: MtcnnNetwork;
  readonly random: Random;
  /** The windows of a photograph that the networks before this one let through: whole pixels, x2 and y2 exclusive. */
  readonly findWindows?: ((image: RgbImage) => Promise<Box[]>) | undefined;
  readonly signal: AbortSignal;
  /** After each photograph; with what is wrong where it cannot be read. */
  readonly onDone: (problem?: string) => void;
}

/** Cuts the windows of photographs out and keeps them. Photographs that cannot be read are left out. */
export async function collectSamples(
  photographs: readonly LabelledPhotograph[],
  store: SampleStore,
  options: CollectOptions,
): Promise<void> {
  for (const { image, faces } of photographs) {
    if (options.signal.aborted) return;
    try {
      await addSamples(await decodeImage(await bytesOf(image)), faces, { store, options });
      options.onDone();
    } catch (error) {
      if (!(error instanceof FacekitError)) throw error;
      options.onDone(`${image.path}: ${error.message}`);
    }
  }
}

/** Windows without a face that one photograph adds at most of those that were let through: a crowd would fill the store. */
const MOST_MISTAKEN = 60;

async function addSamples(
  image: RgbImage,
  faces: readonly FaceLabel[],
  { store, options }: { readonly store: SampleStore; readonly options: CollectOptions },
): Promise<void> {
  const { network, random, findWindows } = options;
  const found = findWindows ? usable(await findWindows(image), image) : [];
  const hard = found.flatMap((window) => classifyWindow(window, faces) ?? []);
  const mistaken = hard.filter(({ kind }) => kind === 'negative').slice(0, MOST_MISTAKEN);
  const drawn = drawWindows(faces, { width: image.width, height: image.height, random });
  const samples = [...drawn, ...mistaken, ...hard.filter(({ kind }) => kind !== 'negative')];
  const side = WINDOW_SIDES[network];
  const patches = areaPatches(
    image,
    samples.map(({ window }) => window),
    side,
  );
  const size = side * side * 3;
  for (const [i, sample] of samples.entries()) {
    const pixels = Uint8Array.from(patches.subarray(i * size, (i + 1) * size), Math.round);
    keep(store, sample, pixels);
  }
}

/** Inside the photograph, and not smaller than a face is. */
const usable = (windows: readonly Box[], { width, height }: RgbImage): Box[] =>
  windows.filter(
    (window) => window.x1 >= 0 && window.y1 >= 0 && window.x2 <= width && window.y2 <= height && boxWidth(window) >= 20,
  );

function keep(store: SampleStore, { kind, window, face }: SampleWindow, pixels: Uint8Array): void {
  const placed = face && placeFace(face, window);
  store.add(kind, { pixels, face: placed });
  const isWhole = placed?.landmarks?.every(({ x, y }) => x >= 0 && x <= 1 && y >= 0 && y <= 1) ?? false;
  if (kind === 'positive' && isWhole) store.add('landmark', { pixels, face: placed });
}
