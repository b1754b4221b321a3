import { createProgress, type Terminal } from '../text/progress.ts';

/** Shows on standard error how far the images of a benchmark are. Stop it before anything else is printed. */
export interface DetectionView {
  begins(images: number): void;
  finishes(): void;
  stop(): void;
}

export function createDetectionView(
  { quiet = false }: { readonly quiet?: boolean },
  { stderr }: Terminal,
): DetectionView {
  let progress = createProgress(stderr, { total: 0, unit: 'images', quiet: true });
  return {
    begins: (total) => {
      progress = createProgress(stderr, { total, unit: 'images', quiet });
    },
    finishes: () => {
      progress.advance(true);
    },
    stop: () => {
      progress.stop();
    },
  };
}
