import type { Face } from '../core/face.ts';
import type { RgbImage } from '../core/image.ts';
import type { Weights } from '../core/tensor.ts';
import type { Device, Engine } from '../tensor/engine.ts';
import type { DetectionOption, DetectionOptions } from './detection-options.ts';

/** Which detector it is: its name and the SHA-256 of its weights, as files that record faces name it. */
export interface DetectorModel {
  readonly name: string;
  readonly sha256: string;
}

/** What is known of a detector without opening it. */
export interface DetectorInfo extends DetectorModel {
  /** Whether its faces have landmarks: without them a face can be cut out by its box alone. */
  readonly landmarks: boolean;
}

/** Finds the faces of photographs. Owns what it computes with: dispose it after use. */
export interface Detector extends AsyncDisposable {
  readonly info: DetectorInfo;
  /** The device that computes. */
  readonly device: Exclude<Device, 'auto'>;
  /**
   * All faces of an image, the most certain first. Boxes and landmarks are in its pixels and may lie a little outside it.
   *
   * @throws FacekitError `usage` for what is no image of 8-bit RGB
   */
  detect(image: RgbImage): Promise<Face[]>;
  /** Releases the networks and the engine. */
  dispose(): Promise<void>;
}

/** What opens a detector: an engine, which the detector then owns, and the detector's weights. */
export interface DetectorParts {
  readonly engine: Engine;
  readonly weights: Weights;
  readonly info: DetectorInfo;
}

/** What a detector says of itself before anything of it is loaded. */
export interface DetectorDefinition<Name extends string = string> {
  /** Also that of its weights among the known models. */
  readonly name: Name;
  readonly landmarks: boolean;
  /** The options that it knows, with the values that they have where none is given. */
  readonly defaults: DetectionOptions;
  /** Options that it knows and that are absent where they are not given. */
  readonly others?: readonly DetectionOption[];
  /** What one takes at most, where it is so much that fewer than one a core are opened. */
  readonly workerBytes?: number;
  /** Imports the detector and loads its networks. */
  open(parts: DetectorParts, options: DetectionOptions): Promise<Detector>;
}
