import type { Face } from '../core/face.ts';
import type { RgbImage } from '../core/image.ts';
import type { Engine } from '../tensor/engine.ts';
import type { DetectionOptions } from './detection-options.ts';
import type { Detector, DetectorInfo, DetectorParts } from './detector.ts';

/** A detector that computes with an engine of its own, which it releases. */
export abstract class EngineDetector<Options extends DetectionOptions = DetectionOptions> implements Detector {
  readonly info: DetectorInfo;
  protected readonly options: Options;
  readonly #engine: Engine;

  protected constructor({ engine, info }: DetectorParts, options: Options) {
    this.info = info;
    this.options = options;
    this.#engine = engine;
  }

  get device(): Engine['device'] {
    return this.#engine.device;
  }

  abstract detect(image: RgbImage): Promise<Face[]>;

  async dispose(): Promise<void> {
    await this.#engine.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}
