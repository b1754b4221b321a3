import { boxHeight, boxWidth } from '../core/box.ts';
import type { Face } from '../core/face.ts';
import { requireImage, type RgbImage } from '../core/image.ts';
import type { DetectionOptions } from '../detection/detection-options.ts';
import type { DetectorParts } from '../detection/detector.ts';
import { EngineDetector } from '../detection/engine-detector.ts';
import type { Session } from '../tensor/engine.ts';
import { facesOf } from './decode.ts';
import type { YunetName } from './options.ts';
import { levelsOf, padded, type Level } from './levels.ts';
import { STRIDES, yunetNetwork } from './network.ts';
import { suppressFaces } from './suppress.ts';

/** Finds faces with one network that looks at the whole photograph. Owns its session: dispose it after use. */
export class YunetDetector extends EngineDetector {
  readonly #network: Session;

  private constructor(parts: DetectorParts, network: Session, options: DetectionOptions) {
    super(parts, options);
    this.#network = network;
  }

  /** Loads the network of that name. */
  static async load(name: YunetName, parts: DetectorParts, options: DetectionOptions): Promise<YunetDetector> {
    return new YunetDetector(parts, await parts.engine.load(yunetNetwork(name), parts.weights), options);
  }

  async detect(image: RgbImage): Promise<Face[]> {
    requireImage(image);
    const candidates: Face[] = [];
    for (const level of levelsOf(image, this.options)) candidates.push(...(await this.#look(level)));
    return suppressFaces(candidates);
  }

  async #look(level: Level): Promise<Face[]> {
    const { width, height, data } = padded(level.image);
    const outputs = await this.#network.run({ images: { shape: [1, height, width, 3], data } });
    const { scoreThreshold = 0.5, maxFaceSize = Infinity } = this.options;
    const largest = Math.min(level.largestFace, maxFaceSize);
    const faces = STRIDES.flatMap((stride) => {
      const output = outputs[stride];
      if (!output) throw new Error(`Expected the network to give places ${stride} pixels apart`);
      return facesOf(output, stride, { level, scoreThreshold });
    });
    return faces.filter(({ box }) => Math.max(boxWidth(box), boxHeight(box)) <= largest);
  }
}
