import type { Box } from '../core/box.ts';
import type { Face } from '../core/face.ts';
import { requireImage, type RgbImage } from '../core/image.ts';
import { withoutUndefined } from '../core/optional.ts';
import { resizeAreaPyramid } from '../image/resize/area.ts';
import type { DetectionOptions } from '../detection/detection-options.ts';
import type { DetectorParts } from '../detection/detector.ts';
import { EngineDetector } from '../detection/engine-detector.ts';
import type { Session } from '../tensor/engine.ts';
import { calibrate, calibrateProposal, squarePixels } from './calibrate.ts';
import type { Candidate } from './candidate.ts';
import { OUTPUT_PATCHES, placeLandmarks } from './landmarks.ts';
import { FACENET_DETECTION, type MtcnnOptions } from './options.ts';
import { outputNetwork, proposalNetwork, refinementNetwork } from './networks.ts';
import { suppress } from '../detection/suppress.ts';
import { mergeHeads } from './merge-heads.ts';
import { insideImage, judgePatches, type Judgement, type PatchNetwork } from './patches.ts';
import { proposals } from './proposals.ts';
import { pyramid } from './pyramid.ts';
import { proposalMap } from './tiles.ts';
import { transposeKernels } from './transpose-kernels.ts';

/** Finds faces with the three networks of MTCNN. Owns its sessions: dispose it after use. */
export class MtcnnDetector extends EngineDetector<MtcnnOptions> {
  readonly #pNet: Session;
  readonly #rNet: PatchNetwork;
  readonly #oNet: PatchNetwork;

  private constructor(
    parts: DetectorParts,
    [pNet, rNet, oNet]: readonly [Session, Session, Session],
    options: MtcnnOptions,
  ) {
    super(parts, options);
    this.#pNet = pNet;
    this.#rNet = { session: rNet, side: 24, batch: 32 };
    this.#oNet = { session: oNet, ...OUTPUT_PATCHES };
  }

  /** Loads the networks. The weights are FaceNet's det1–3, named by layer. */
  static async load(parts: DetectorParts, options: DetectionOptions): Promise<MtcnnDetector> {
    const { engine, weights } = parts;
    const upright = transposeKernels(mergeHeads(weights));
    const pNet = await engine.load(proposalNetwork, upright);
    const rNet = await engine.load(refinementNetwork, upright);
    const oNet = await engine.load(outputNetwork, upright);
    return new MtcnnDetector(parts, [pNet, rNet, oNet], withDefaults(options));
  }

  /**
   * All faces of an image, the most certain first. Boxes and landmarks are in its pixels and may lie a little outside it.
   * Source: `detect_face` of `detect_face.py`.
   */
  async detect(image: RgbImage): Promise<Face[]> {
    requireImage(image);
    return this.#output(image, await this.windows(image, 'onet'));
  }

  /** The windows of an image that the R-Net or the O-Net is shown: whole pixels, counted from 1, both corners in. They may stick out. */
  async windows(image: RgbImage, network: 'rnet' | 'onet'): Promise<Box[]> {
    const proposed = insideImage(await this.#propose(image), image);
    return network === 'rnet' ? proposed : insideImage(await this.#refine(image, proposed), image);
  }

  /** First stage: the P-Net looks at every place of every pyramid level. */
  async #propose(image: RgbImage): Promise<Box[]> {
    const candidates: Candidate[] = [];
    const levels = pyramid(image, this.options);
    const pictures = resizeAreaPyramid(image, levels);
    for (const [i, picture] of pictures.entries()) {
      const map = await proposalMap(this.#pNet, picture);
      const found = proposals(map, levels[i]?.scale ?? 1, this.options.thresholds[0]);
      candidates.push(...suppress(found, 0.5, 'union'));
    }
    return suppress(candidates, 0.7, 'union').map((candidate) => squarePixels(calibrateProposal(candidate)));
  }

  /** Second stage: the R-Net rejects most of them and corrects the others. */
  async #refine(image: RgbImage, boxes: readonly Box[]): Promise<Box[]> {
    const judged = await judgePatches(this.#rNet, image, boxes);
    const passed = judged.filter(({ score }) => score > this.options.thresholds[1]);
    return suppress(passed, 0.7, 'union').map((candidate) => squarePixels(calibrate(candidate)));
  }

  /** Third stage: the O-Net decides, corrects once more, and finds the landmarks. */
  async #output(image: RgbImage, boxes: readonly Box[]): Promise<Face[]> {
    const judged = await judgePatches(this.#oNet, image, boxes);
    const passed = judged.filter(({ score }) => score > this.options.thresholds[2]);
    return suppress(passed.map(toFace), 0.7, 'min');
  }
}

function withDefaults({ maxFaceSize, ...options }: DetectionOptions): MtcnnOptions {
  const { minFaceSize, thresholds, scaleFactor } = { ...FACENET_DETECTION, ...withoutUndefined(options) };
  return { minFaceSize, maxFaceSize, thresholds, scaleFactor };
}

function toFace(judgement: Judgement): Face {
  return { box: calibrate(judgement), score: judgement.score, landmarks: placeLandmarks(judgement) };
}
