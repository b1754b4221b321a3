import { FacekitError } from '../../core/errors.ts';
import { boxWidth, type Box } from '../../core/box.ts';
import type { RgbImage } from '../../core/image.ts';
import type { Random } from '../../core/random.ts';
import { bytesOf } from '../../dataset/image-files.ts';
import { decodeImage } from '../../image/codec.ts';
import { placeFace, WINDOW_SIDES, type MtcnnNetwork } from '../../training/mtcnn/targets.ts';
import type { SampleStore } from '../../training/mtcnn/sample-store.ts';
import { classifyWindow, drawWindows, type FaceLabel } from '../../training/mtcnn/windows.ts';
import { cutLandmarkWindows, cutWindows } from './cut-windows.ts';
import type { LabelledPhotograph } from '../training-photographs/labelled-photographs.ts';

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
  for (const photograph of photographs) {
    if (options.signal.aborted) return;
    try {
      const image = await decodeImage(await bytesOf(photograph.image));
      if (!photograph.landmarksOnly) await addWindows(image, photograph.faces, { store, options });
      addLandmarkWindows(image, photograph.faces, { store, options });
      options.onDone();
    } catch (error) {
      if (!(error instanceof FacekitError)) throw error;
      options.onDone(`${photograph.image.path}: ${error.message}`);
    }
  }
}

/** Windows without a face that one photograph adds at most of those that were let through: a crowd would fill the store. */
const MOST_MISTAKEN = 60;

interface Adding {
  readonly store: SampleStore;
  readonly options: CollectOptions;
}

async function addWindows(image: RgbImage, faces: readonly FaceLabel[], { store, options }: Adding): Promise<void> {
  const { network, random, findWindows } = options;
  const found = findWindows ? usable(await findWindows(image), image) : [];
  const hard = found.flatMap((window) => classifyWindow(window, faces) ?? []);
  const mistaken = hard.filter(({ kind }) => kind === 'negative').slice(0, MOST_MISTAKEN);
  const drawn = drawWindows(faces, { width: image.width, height: image.height, random });
  const samples = [...drawn, ...mistaken, ...hard.filter(({ kind }) => kind !== 'negative')];
  const windows = samples.map(({ window }) => window);
  for (const [i, pixels] of cutWindows(image, windows, WINDOW_SIDES[network]).entries()) {
    const sample = samples[i];
    if (sample) store.add(sample.kind, { pixels, face: sample.face && placeFace(sample.face, sample.window) });
  }
}

/** Only the O-Net is asked for landmarks. */
function addLandmarkWindows(image: RgbImage, faces: readonly FaceLabel[], { store, options }: Adding): void {
  const { network, random } = options;
  if (network !== 'onet') return;
  for (const sample of cutLandmarkWindows(image, faces, { side: WINDOW_SIDES[network], random }))
    store.add('landmark', sample);
}

/** Inside the photograph, and not smaller than a face is. */
const usable = (windows: readonly Box[], { width, height }: RgbImage): Box[] =>
  windows.filter(
    (window) => window.x1 >= 0 && window.y1 >= 0 && window.x2 <= width && window.y2 <= height && boxWidth(window) >= 20,
  );
