import type { Classifier } from '../../recognition/classifier.ts';
import { createRecognizer, type Recognition } from '../../recognition/recognizer.ts';
import type { UnknownRule } from './classify-settings.ts';
import type { ClassifyNetworks } from './classify-networks.ts';

/** Tells who faces show, in their order. */
export type Recognize = (embeddings: readonly Float32Array[]) => Promise<Recognition[]>;

export interface RecognizeOptions {
  /** Above this distance a face is unknown; null: never. */
  readonly threshold: number | null;
  /** People to list for each face. */
  readonly top: number;
}

/** The distance above which a face is unknown, by the classifier or by a rule of the user's; null: none is. */
export function thresholdOf({ unknown }: Classifier, rule: UnknownRule = 'auto'): number | null {
  if (rule === 'none') return null;
  return rule === 'auto' ? unknown.distance : rule;
}

/** Recognises with a classifier; the engine is open while it computes. */
export const recognizeBy =
  (
    classifier: Classifier,
    { openEngine }: Pick<ClassifyNetworks, 'openEngine'>,
    options: RecognizeOptions,
  ): Recognize =>
  async (embeddings) => {
    await using engine = classifier.kind === 'svm' ? await openEngine() : undefined;
    await using recognizer = await createRecognizer(classifier, engine, options);
    return await recognizer.recognize(embeddings);
  };
