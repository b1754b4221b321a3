import { recordWithoutFaces } from '../../dataset/alignment-record.ts';
import type { EmbeddedImage } from '../../pipelines/collection/embed-images.ts';
import { formatProblem } from '../text/align.ts';
import { formatLeftOut } from '../text/images/left-out.ts';
import { formatNoFaceHint } from '../text/images/no-face.ts';
import { showsColour } from '../text/color.ts';
import { createProgress, type Terminal } from '../text/progress.ts';
import { standardisationText } from '../../models/model-info.ts';
import type { CollectionListener } from '../../pipelines/collection/embed-collection.ts';

/** Shows a collection being embedded. Stop it before anything else is printed. */
export interface CollectionView extends CollectionListener {
  /** `resumed`: an interrupted run had done it, which says nothing about the speed. */
  finishes(image: EmbeddedImage, resumed?: boolean): void;
  stop(): void;
}

export interface CollectionViewOptions {
  readonly quiet?: boolean;
  /** Whether files that are no images are listed. Default false. */
  readonly verbose?: boolean;
  /** Whether an image without an embedding is told at once; not where a report at the end does. Default true. */
  readonly tellsProblems?: boolean;
}

/** Shows on standard error how embedding goes on: progress, a line for each image without an embedding, and at the end what may help to find faces. */
export function createCollectionView(
  { quiet = false, verbose = false, tellsProblems = true }: CollectionViewOptions,
  { stderr, env }: Terminal,
): CollectionView {
  const inColour = showsColour(stderr, env);
  let withoutFace = 0;
  let progress = createProgress(stderr, { total: 0, unit: 'images', quiet: true });
  return {
    leavesOut: (files) => {
      if (verbose) for (const line of formatLeftOut(files, verbose)) stderr.write(`${line}\n`);
    },
    notes: (note) => {
      if (!quiet) stderr.write(`${note}\n`);
    },
    begins: (total, { info, device, standardisation }) => {
      progress = createProgress(stderr, { total, unit: 'images', quiet });
      if (quiet) return;
      progress.line(
        `Embedding ${total} images with ${info.name} on ${device}, ${standardisationText(standardisation)} standardisation.`,
      );
    },
    finishes: (embedded, resumed = false) => {
      const line = tellsProblems ? formatWithoutEmbedding(embedded, inColour) : undefined;
      if (line !== undefined) progress.line(line);
      if (embedded.status === 'no-face') withoutFace += 1;
      progress.advance(!resumed);
    },
    stop: () => {
      progress.stop();
      if (withoutFace > 0 && !quiet) stderr.write(`${formatNoFaceHint(withoutFace)}\n`);
    },
  };
}

/** The line about an image without an embedding; undefined for one with it. */
export function formatWithoutEmbedding(embedded: EmbeddedImage, inColour: boolean): string | undefined {
  const { image, status } = embedded;
  if (status === 'embedded') return undefined;
  const { reason, message } = status === 'unreadable' ? embedded : { reason: status };
  return formatProblem(recordWithoutFaces(image.path, status, reason, message), inColour);
}
