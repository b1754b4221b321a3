import { evaluateVerification } from '../../../src/evaluation/verification.ts';
import type { JudgedPair, LfwReport } from '../../../src/pipelines/validate-lfw/lfw-report.ts';

/** A pair of one number each: the squared distance is that of the numbers. */
export interface NumberPair {
  readonly same: boolean;
  readonly numbers: readonly [number, number];
  readonly names?: readonly [string, string];
}

/** A report about pairs of numbers in two folds. */
export function reportOn(pairs: readonly NumberPair[], changes: Partial<LfwReport> = {}): LfwReport {
  const figures = evaluateVerification(
    {
      first: pairs.map(({ numbers }) => Float32Array.of(numbers[0])),
      second: pairs.map(({ numbers }) => Float32Array.of(numbers[1])),
      same: pairs.map(({ same }) => same),
    },
    { folds: 2 },
  );
  const judged = pairs.map(({ same, names = ['Ann/Ann_0001', 'Bob/Bob_0002'] }, i): JudgedPair => {
    const fold = figures.foldOf[i] ?? 0;
    const distance = figures.distances[i] ?? NaN;
    const threshold = figures.folds[fold]?.threshold ?? NaN;
    return { line: i + 2, first: names[0], second: names[1], same, fold, distance, threshold };
  });
  return {
    setup: {
      facekit: '1.2.3',
      model: { name: 'small', sha256: 'ab'.repeat(32) },
      standardisation: 'fixed',
      alignment: { kind: 'box', margin: 32, imageSize: 160 },
      flip: false,
      metric: 'squared-euclidean',
      subtractMean: false,
      folder: '/lfw_160',
      pairsFile: '/pairs.txt',
    },
    figures,
    pairs: judged,
    skipped: 0,
    missing: [],
    images: 7,
    speed: { device: 'cpu', seconds: 2, imagesPerSecond: 3.5 },
    notes: [],
    ...changes,
  };
}

/** Two folds of genuine pairs 0.1 apart and impostor pairs 1 apart, one error of each kind in each: the second fold's are worse. */
export const WITH_ERRORS: readonly NumberPair[] = [0, 1].flatMap((fold): NumberPair[] => [
  ...Array.from({ length: 8 }, () => ({ same: true, numbers: [0, 0.1] }) as const),
  ...Array.from({ length: 8 }, () => ({ same: false, numbers: [0, 1] }) as const),
  { same: true, numbers: [0, 1.2 + fold], names: [`Eve/Eve_000${fold + 1}`, 'Eve/Eve_0009'] },
  { same: false, numbers: [0, 0.09 - fold * 0.05], names: [`Fay/Fay_000${fold + 1}`, 'Gus/Gus_0001'] },
]);
