import type { LfwPair, LfwPairs } from '../../evaluation/lfw-pairs.ts';
import { evaluateVerification } from '../../evaluation/verification.ts';
import { foldedPairs } from './folded-pairs.ts';
import type { LfwEmbeddings } from './lfw-embeddings.ts';
import type { JudgedPair, LfwReport } from './lfw-report.ts';
import type { LfwSettings } from './lfw-settings.ts';
import { keyOf } from './pairs-list.ts';

/** The figures of embeddings on a list of pairs. Throws as `foldedPairs` and `evaluateVerification` do. */
export function evaluate(list: LfwPairs, embeddings: LfwEmbeddings, settings: LfwSettings): LfwReport {
  const { faces, metadata, missing, computed } = embeddings;
  const { metric, subtractMean, folder, pairsFile } = settings;
  const { used, foldOf, notes } = foldedPairs(list, faces, { settings, missing });
  const vectors = vectorsOf(used, embeddings);
  const figures = evaluateVerification(vectors, { metric, subtractMean, foldOf });
  const { facekit, model, standardisation, alignment, flip } = metadata;
  return {
    setup: { facekit, model, standardisation, alignment, flip, metric, subtractMean, folder, pairsFile },
    figures,
    pairs: used.map((pair, i) => judge(pair, i, figures)),
    skipped: list.pairs.length - used.length,
    missing,
    images: faces.size,
    ...(computed ? { speed: computed.speed } : { embeddings: settings.embeddings ?? '' }),
    notes: [...notesOf(list), ...notes],
  };
}

function vectorsOf(pairs: readonly LfwPair[], { faces }: LfwEmbeddings): Parameters<typeof evaluateVerification>[0] {
  const vectorOf = (image: LfwPair['first']): Float32Array => {
    const face = faces.get(keyOf(image));
    if (!face) throw new Error(`no embedding of ${keyOf(image)}`);
    return face.embedding;
  };
  return {
    first: pairs.map(({ first }) => vectorOf(first)),
    second: pairs.map(({ second }) => vectorOf(second)),
    same: pairs.map(({ same }) => same),
  };
}

function judge(
  { first, second, same, line }: LfwPair,
  i: number,
  { distances, foldOf, folds }: LfwReport['figures'],
): JudgedPair {
  const fold = foldOf[i] ?? 0;
  return {
    line,
    first: keyOf(first),
    second: keyOf(second),
    same,
    fold,
    distance: distances[i] ?? NaN,
    threshold: folds[fold]?.threshold ?? NaN,
  };
}

/** What is odd about a pairs file, though it can be used. */
function notesOf({ announced, pairs, duplicates }: LfwPairs): string[] {
  const notes: string[] = [];
  if (announced !== pairs.length)
    notes.push(
      `The header of the pairs file announces ${announced} pairs but ${pairs.length} follow: it was cut or edited.`,
    );
  const [duplicate] = duplicates;
  if (duplicate)
    notes.push(
      `${duplicates.length === 1 ? '1 pair is' : `${duplicates.length} pairs are`} listed more than once: line ${duplicate.line} repeats line ${duplicate.firstLine}. Each counts, as in FaceNet.`,
    );
  return notes;
}
