import { createAlignedFolderFinder } from '../../dataset/aligned-folder.ts';
import { bytesOf, type ImageFile } from '../../dataset/image-files.ts';
import { FacekitError } from '../../core/errors.ts';
import type { RgbImage } from '../../core/image.ts';
import { UnreadableImageError } from '../../image/read-error.ts';
import type { DetectFaces, ModelInput } from './crop-plan.ts';

/**
 * Refuses photographs in the place of crops: a network for crops gives some vector for every picture.
 *
 * @throws FacekitError `not-crops`
 */
export type CheckCrops = (files: readonly ImageFile[], model: ModelInput) => Promise<void>;

export interface CropCheckOptions {
  /** Opened when it is first needed: for folders that `align` did not make. */
  readonly detect: DetectFaces;
  /** Whether images are taken as they are. */
  readonly force?: boolean | undefined;
}

/** Images that are looked at. */
const SAMPLE = 12;

/**
 * Mean share of a crop's width and height that the box of its face takes. Of crops with FaceNet's margin it is 0.6 to 0.8; of LFW's
 * photographs, already cut to the person, 0.43, and 0.56 of the hundredth that has most.
 */
const LEAST_SHARE = 0.55;

/**
 * Crops below an `alignment.json` are `align`'s. Of others a sample is looked at: crops are squares of one size, and most are filled
 * by a face. Models that turn faces by their landmarks find them in any picture, and need no check.
 */
export const createCropCheck =
  ({ detect, force = false }: CropCheckOptions): CheckCrops =>
  async (files, model) => {
    if (force || model.alignment.kind !== 'box') return;
    const sample = evenly(await filesOfUnknownOrigin(files), SAMPLE);
    const looks = (await Promise.all(sample.map((file) => lookAt(file, detect)))).filter((look) => look !== undefined);
    const odd = looks.filter(({ problem }) => problem !== undefined);
    const sizes = new Set(looks.map(({ size }) => size));
    if (looks.length === 0 || (sizes.size === 1 && odd.length * 2 < looks.length)) return;
    throw notCrops(looks, model);
  };

async function filesOfUnknownOrigin(files: readonly ImageFile[]): Promise<ImageFile[]> {
  const findFolder = createAlignedFolderFinder();
  const unknown: ImageFile[] = [];
  for (const file of files) if (!(await findFolder(file.file))) unknown.push(file);
  return unknown;
}

const evenly = <T>(items: readonly T[], count: number): T[] =>
  items.length <= count
    ? [...items]
    : Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]).filter(
        (item) => item !== undefined,
      );

interface Look {
  readonly path: string;
  readonly size: string;
  /** Why it is no crop, if so. */
  readonly problem?: string;
}

/** Undefined for what cannot be read: the run tells of it. */
async function lookAt(file: ImageFile, detect: DetectFaces): Promise<Look | undefined> {
  let image: RgbImage;
  try {
    const { decodeImage } = await import('../../image/codec.ts');
    image = await decodeImage(await bytesOf(file));
  } catch (error) {
    if (error instanceof UnreadableImageError) return undefined;
    throw error;
  }
  const { width, height } = image;
  const look = { path: file.path, size: `${width}×${height}` };
  if (width !== height) return { ...look, problem: 'no square' };
  const shares = (await detect(image)).map(({ box }) => ((box.x2 - box.x1) / width + (box.y2 - box.y1) / height) / 2);
  if (shares.length === 0) return { ...look, problem: 'no face found' };
  return Math.max(...shares) < LEAST_SHARE ? { ...look, problem: 'a small face' } : look;
}

function notCrops(looks: readonly Look[], { name, inputSize }: ModelInput): FacekitError {
  const odd = looks.filter(({ problem }) => problem !== undefined);
  const [first] = odd;
  const found = first
    ? `${odd.length} of ${looks.length} that were looked at are none (${first.path}: ${first.size}, ${first.problem})`
    : `they are of several sizes (${[...new Set(looks.map(({ size }) => size))].slice(0, 3).join(', ')})`;
  return new FacekitError(
    'not-crops',
    `Expected crops of faces for ${name}, squares of one size such as ${inputSize}×${inputSize}, but ${found}, and no alignment.json is with them. Find the faces first with \`detect\`, or take the images as they are with \`force\`.`,
  );
}
