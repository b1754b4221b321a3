import { boxHeight, boxWidth, type Box } from '../core/box.ts';
import type { Face } from '../core/face.ts';
import { requireImage, type RgbImage } from '../core/image.ts';
import type { DetectionOptions } from '../detection/detection-options.ts';
import type { DetectorParts } from '../detection/detector.ts';
import { EngineDetector } from '../detection/engine-detector.ts';
import { resizeArea } from '../image/resize/area.ts';
import { scaleLinear } from '../image/resize/linear.ts';
import type { Session } from '../tensor/engine.ts';
import type { Candidate } from './candidates.ts';
import { facesOf } from './faces.ts';
import { srnNetwork } from './network.ts';
import { LEAST_FACE, SETTINGS, type SrnSettings } from './options.ts';
import { sizeOfWeights, type SrnSize } from './size.ts';
import { mirrored, unmirrored, viewsOf } from './views.ts';
import { vote } from './vote.ts';

/** Feature maps take about 4 kB a pixel: a photograph of more is looked at smaller. */
const MOST_PIXELS = 1_000_000;

/** Finds faces with SRN, which has no landmarks. Owns its session: dispose it after use. */
export class SrnDetector extends EngineDetector {
  readonly #network: Session;
  readonly #size: SrnSize;

  private constructor(parts: DetectorParts, network: Session, options: DetectionOptions) {
    super(parts, options);
    this.#network = network;
    this.#size = sizeOfWeights(parts.weights);
  }

  /** Loads the network. */
  static async load(parts: DetectorParts, options: DetectionOptions): Promise<SrnDetector> {
    const network = srnNetwork(sizeOfWeights(parts.weights));
    return new SrnDetector(parts, await parts.engine.load(network, parts.weights), options);
  }

  async detect(image: RgbImage): Promise<Face[]> {
    requireImage(image);
    const { maxFaceSize = Infinity, scoreThreshold = 0, multiScale } = this.options;
    const found = await (multiScale === undefined ? this.#lookOnce(image) : this.#lookAtAll(image, multiScale));
    return found
      .filter(({ score }) => score > scoreThreshold)
      .map(({ box, score }) => ({ box: pixelsOf(clipped(box, image)), score }))
      .filter(({ box }) => Math.max(boxWidth(box), boxHeight(box)) <= maxFaceSize);
  }

  /** The photograph in one size, the one at which `minFaceSize` is the smallest face that is found. */
  async #lookOnce(image: RgbImage): Promise<Candidate[]> {
    const { minFaceSize = LEAST_FACE } = this.options;
    const scale = Math.min(1, LEAST_FACE / minFaceSize, Math.sqrt(MOST_PIXELS / (image.width * image.height)));
    const picture = scale < 1 ? shrunk(image, scale) : image;
    return this.#look(picture, [picture.width / image.width, picture.height / image.height]);
  }

  /** The authors' test in several sizes: all faces of all pictures vote. */
  async #lookAtAll(image: RgbImage, side: number): Promise<Candidate[]> {
    const all: Candidate[] = [];
    for (const { scale, isMirrored, keeps } of viewsOf(image, side)) {
      const picture = scale === 1 ? image : scaleLinear(image, scale);
      const found = await this.#look(isMirrored ? mirrored(picture) : picture, [scale, scale]);
      const boxes = isMirrored ? found.map((each) => ({ ...each, box: unmirrored(each.box, image) })) : found;
      all.push(...boxes.filter(({ box }) => keeps(box)));
    }
    return vote(all, this.#settings.faces);
  }

  get #settings(): SrnSettings {
    return SETTINGS[this.options.srnSettings ?? 'code'];
  }

  /** The faces of a picture that is an image in another scale, in the pixels of the image. */
  async #look({ width, height, data }: RgbImage, [x, y]: readonly [number, number]): Promise<Candidate[]> {
    const outputs = await this.#network.run({ images: { shape: [1, height, width, 3], data } });
    return facesOf(outputs, this.#settings, this.#size).map(({ box, score }) => ({ box: enlarged(box, x, y), score }));
  }
}

const shrunk = (image: RgbImage, scale: number): RgbImage =>
  resizeArea(image, Math.max(1, Math.round(image.width * scale)), Math.max(1, Math.round(image.height * scale)));

/** Corners are middles of pixels: those of another size lie on the middle of what they stand for. */
const enlarged = ({ x1, y1, x2, y2 }: Box, x: number, y: number): Box => ({
  ...{ x1: (x1 - (x - 1) / 2) / x, y1: (y1 - (y - 1) / 2) / y },
  ...{ x2: (x2 - (x - 1) / 2) / x, y2: (y2 - (y - 1) / 2) / y },
});

const clipped = ({ x1, y1, x2, y2 }: Box, { width, height }: RgbImage): Box => {
  const inside = (value: number, side: number): number => Math.min(Math.max(value, 0), side - 1);
  return { x1: inside(x1, width), y1: inside(y1, height), x2: inside(x2, width), y2: inside(y2, height) };
};

/** From corners that are the border pixels themselves to edges: the last pixel ends one further on. */
const pixelsOf = ({ x1, y1, x2, y2 }: Box): Box => ({ x1, y1, x2: x2 + 1, y2: y2 + 1 });
