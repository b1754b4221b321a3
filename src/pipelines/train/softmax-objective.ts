import { centreLoss, prelogitsNorm } from '../../tensor/training/losses/centres.ts';
import { accuracy, softmaxCrossEntropy } from '../../tensor/training/losses/cross-entropy.ts';
import { outputOf, weightedSum, type WriteLoss } from '../../tensor/training/losses/loss.ts';
import { known } from '../../tensor/training/tape/sizes.ts';
import type { Variable } from '../../tensor/training/tape/tape.ts';
import { shuffledBatch } from '../../training/sampling/shuffled-batch.ts';
import type { CropSource } from './crop-source.ts';
import { spreadOf } from '../../training/embedding-figures.ts';
import type { Objective } from './objective.ts';
import type { Person } from './training-people.ts';
import type { SoftmaxSettings } from './train-settings.ts';

/** FaceNet's `train_softmax.py`: who of the people is it? With the centre loss and the norm of the prelogits, where they have a factor. */
export function createSoftmaxObjective(
  people: readonly Person[],
  crops: CropSource,
  settings: SoftmaxSettings,
): Objective {
  const { batch } = settings;
  const images = people.flatMap((person, label) => person.images.map((image) => ({ image, label })));
  return {
    batch,
    loss: lossOf(settings, people.length),
    async iterate(training, iteration, rate) {
      const chosen = shuffledBatch(images, iteration, settings);
      const inputs = {
        images: await crops.varied(
          chosen.map(({ image }) => image),
          2 * iteration,
        ),
        labels: { shape: [batch], data: Float32Array.from(chosen, ({ label }) => label) },
      };
      const { loss, embedding, ...told } = await training.step(inputs, rate);
      const [total = NaN] = loss?.data ?? [];
      const terms = Object.entries(told).map(([name, { data }]) => [name, data[0] ?? NaN] as const);
      return {
        loss: total,
        spread: spreadOf(embedding?.data ?? new Float32Array(), embedding?.shape[1] ?? 1),
        details: Object.fromEntries(terms),
      };
    },
  };
}

function lossOf(settings: SoftmaxSettings, classes: number): WriteLoss {
  const { batch, centreLossFactor, centreLossAlfa, prelogitsNormFactor, prelogitsNormP } = settings;
  return (tape, outputs) => {
    const labels = tape.input('labels', [batch]);
    const [logits, prelogits] = [outputOf(outputs, 'logits'), outputOf(outputs, 'prelogits')];
    const entropy = softmaxCrossEntropy(tape, logits, labels);
    const told: Record<string, Variable> = { accuracy: accuracy(tape, logits, labels), 'cross entropy': entropy };
    const terms: (readonly [number, Variable])[] = [[1, entropy]];
    if (prelogitsNormFactor > 0) {
      const norm = prelogitsNorm(tape, prelogits, prelogitsNormP);
      told['prelogits norm'] = norm;
      terms.push([prelogitsNormFactor, norm]);
    }
    const shape = [classes, known(prelogits.shape)[1] ?? 1];
    const centred =
      centreLossFactor > 0
        ? centreLoss(tape, prelogits, { labels, centres: tape.input(CENTRES, shape), alfa: centreLossAlfa })
        : undefined;
    if (centred) {
      told['centre loss'] = centred.loss;
      terms.push([centreLossFactor, centred.loss]);
    }
    return {
      total: weightedSum(tape, terms),
      outputs: { ...told, embedding: outputOf(outputs, 'embedding') },
      ...(centred && { states: { [CENTRES]: { shape, next: centred.centres } } }),
    };
  };
}

const CENTRES = 'centres';
