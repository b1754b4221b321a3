import path from 'node:path';
import { openEventWriter } from '../../training/events/event-writer.ts';
import { appendHistory } from './history.ts';
import type { StepFigures } from './objective.ts';
import type { ValidationFigures } from './validation.ts';

/** Keeps what a training tells, by the step, from 1: for TensorBoard, and as the history that a report is made of. */
export interface TrainingEvents extends AsyncDisposable {
  step(step: number, figures: StepFigures & { readonly rate: number }): Promise<void>;
  measured(step: number, figures: ValidationFigures): Promise<void>;
}

/**
 * Begins a file of events beside the checkpoints: `tensorboard --logdir` shows those of all runs of a training as one.
 *
 * @throws FacekitError of writing, as does each event
 */
export async function openTrainingEvents(checkpoints: string): Promise<TrainingEvents> {
  const writer = await openEventWriter(path.join(checkpoints, 'events'));
  return {
    async step(step, { loss, spread, rate, details }) {
      await writer.write(step, { scalars: { loss, learning_rate: rate, spread, ...details } });
      await appendHistory(checkpoints, { step, loss, spread, rate, details });
    },
    async measured(step, { accuracy, areaUnderCurve, validationRate }) {
      await writer.write(step, {
        scalars: {
          'validation/accuracy': accuracy,
          'validation/area_under_curve': areaUnderCurve,
          'validation/val_rate': validationRate,
        },
      });
      await appendHistory(checkpoints, { step, accuracy, areaUnderCurve, validationRate });
    },
    [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
  };
}
