import { averagePrecision } from './average-precision.ts';
import { type DetectedImage, judgeImage, type JudgedImage } from './judge-image.ts';

/** Thresholds of the curve: 0.999, 0.998, … 0 of the range that all scores take. */
const THRESHOLDS = 1000;

/** What detections are worth by WIDER FACE's protocol, in one setting. */
export interface PrecisionRecall {
  /** Area under the curve, 0 to 1; not a number where no face is counted. */
  readonly averagePrecision: number;
  /** Faces that the setting counts. */
  readonly faces: number;
  /** At each threshold, from the highest: share of the faces that are found. */
  readonly recall: readonly number[];
  /** Share of the detections that are right; not a number where there are none. */
  readonly precision: readonly number[];
  /** The scores that the thresholds stand for. */
  readonly thresholds: readonly number[];
}

/**
 * WIDER FACE's protocol (`wider_eval.m` of its authors), for one setting. As there, images without a labelled face or without a detection are
 * passed over: false detections in the former count nowhere, faces of the latter are missed.
 */
export function evaluateWider(images: readonly DetectedImage[]): PrecisionRecall {
  const range = rangeOf(images);
  const faces = images.reduce((sum, { counted }) => sum + counted.filter(Boolean).length, 0);
  const right = new Float64Array(THRESHOLDS);
  const judged = new Float64Array(THRESHOLDS);
  for (const image of images) if (image.faces.length > 0) addImage(judgeImage(image), range, { right, judged });
  const recall = Array.from(right, (count) => count / faces);
  const precision = Array.from(right, (count, i) => count / (judged[i] ?? 0));
  return {
    averagePrecision: faces === 0 ? NaN : averagePrecision(recall, precision),
    ...{ faces, recall, precision },
    thresholds: Array.from(right, (_, i) => range.low + thresholdAt(i) * (range.high - range.low)),
  };
}

const thresholdAt = (index: number): number => 1 - (index + 1) / THRESHOLDS;

/** Detections at each threshold. */
interface Counts {
  /** That found a face. */
  readonly right: Float64Array;
  /** All but those on ignored faces. */
  readonly judged: Float64Array;
}

/** Adds what the detections of an image above each threshold are. */
function addImage({ detections }: JudgedImage, range: Range, { right, judged }: Counts): void {
  let next = 0;
  const sums = { right: 0, judged: 0 };
  for (let i = 0; i < THRESHOLDS; i++) {
    for (; next < detections.length; next++) {
      const { score, verdict } = detections[next] ?? { score: -Infinity, verdict: 'ignored' };
      if (normalised(score, range) < thresholdAt(i)) break;
      if (verdict !== 'ignored') sums.judged += 1;
      if (verdict === 'found') sums.right += 1;
    }
    right[i] = (right[i] ?? 0) + sums.right;
    judged[i] = (judged[i] ?? 0) + sums.judged;
  }
}

interface Range {
  readonly low: number;
  readonly high: number;
}

function rangeOf(images: readonly DetectedImage[]): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const { detections } of images)
    for (const { score } of detections) [low, high] = [Math.min(low, score), Math.max(high, score)];
  return { low, high };
}

/** A score as a share of the range of all scores. Where all are equal each is the highest; the authors' program divides by 0 there. */
const normalised = (score: number, { low, high }: Range): number => (high > low ? (score - low) / (high - low) : 1);
