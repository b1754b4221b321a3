import type { RgbImage } from '../../core/image.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import type { Tensor } from '../../core/tensor.ts';
import { bytesOf, type ImageFile } from '../../dataset/image-files.ts';
import { toSize } from '../../facenet/embedder.ts';
import { decodeImage } from '../../image/codec.ts';
import { augment } from '../../training/augmentation/augment.ts';
import { degrade } from '../../training/augmentation/degrade.ts';
import type { TrainSettings } from './train-settings.ts';

/** Crops of images as a network of one size takes them. */
export interface CropSource {
  /** As for embedding: the whole crop. */
  plain(images: readonly ImageFile[]): Promise<Tensor<Uint8Array>>;
  /** Varied as the settings say; the same numbers for the same stream. */
  varied(images: readonly ImageFile[], stream: number): Promise<Tensor<Uint8Array>>;
  /** The same, and beside it before detail is taken away. */
  views(images: readonly ImageFile[], stream: number): Promise<Views>;
}

export interface Views {
  readonly whole: Tensor<Uint8Array>;
  readonly varied: Tensor<Uint8Array>;
  /** Which of them have lost detail. */
  readonly degraded: readonly boolean[];
}

type Variation = Pick<TrainSettings, 'randomCrop' | 'randomFlip' | 'randomRotate' | 'degradation' | 'seed'>;

/** Crops of 182 pixels are made for networks of 160, of which any part is taken. */
const ROOM_FOR_CROPS = 182 / 160;
/** Decoded crops that are kept; those beyond are decoded each time. */
const CACHE_BYTES = 2 ** 30;

/** @param side of the network's input, pixels */
export function createCropSource(side: number, variation: Variation): CropSource {
  const large = Math.round(side * (variation.randomCrop ? ROOM_FOR_CROPS : 1));
  const whole = cached((image) => decodeTo(image, side));
  const roomy = large === side ? whole : cached((image) => decodeTo(image, large));
  const options = {
    size: side,
    crop: variation.randomCrop ? ('random' as const) : ('centre' as const),
    flip: variation.randomFlip,
    rotate: variation.randomRotate,
  };
  const vary = async (images: readonly ImageFile[], stream: number) => {
    const crops = await Promise.all(images.map(roomy));
    const random = seededRandom(variation.seed, stream);
    return crops.map((crop) => {
      const before = augment(crop, options, random);
      return { before, after: degrade(before, variation.degradation, random) };
    });
  };
  const tensorOf = (crops: readonly RgbImage[]): Tensor<Uint8Array> => toTensor(crops, side);
  return {
    plain: async (images) => tensorOf(await Promise.all(images.map(whole))),
    async varied(images, stream) {
      const crops = await vary(images, stream);
      return tensorOf(crops.map(({ after }) => after));
    },
    async views(images, stream) {
      const crops = await vary(images, stream);
      return {
        whole: tensorOf(crops.map(({ before }) => before)),
        varied: tensorOf(crops.map(({ after }) => after)),
        degraded: crops.map(({ before, after }) => before !== after),
      };
    },
  };
}

type Read = (image: ImageFile) => Promise<RgbImage>;

const decodeTo = async (image: ImageFile, side: number): Promise<RgbImage> =>
  toSize(await decodeImage(await bytesOf(image)), side);

function cached(read: Read): Read {
  const kept = new Map<string, RgbImage>();
  let bytes = 0;
  return async (image) => {
    const found = kept.get(image.file);
    if (found) return found;
    const crop = await read(image);
    if (bytes + crop.data.length <= CACHE_BYTES && !kept.has(image.file)) {
      bytes += crop.data.length;
      kept.set(image.file, crop);
    }
    return crop;
  };
}

function toTensor(crops: readonly RgbImage[], side: number): Tensor<Uint8Array> {
  const data = new Uint8Array(crops.length * side * side * 3);
  crops.forEach((crop, i) => {
    data.set(crop.data, i * side * side * 3);
  });
  return { shape: [crops.length, side, side, 3], data };
}
