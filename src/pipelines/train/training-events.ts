import path from 'node:path';
import { openEventWriter } from '../../training/events/event-writer.ts';
import type { StepFigures } from './objective.ts';
import type { ValidationFigures } from './validation.ts';

/** What a training tells TensorBoard, by the step, from 1. */
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
    step: (step, { loss, spread, rate, details }) =>
      writer.write(step, { scalars: { loss, learning_rate: rate, spread, ...details } }),
    measured: (step, { accuracy, areaUnderCurve, validationRate }) =>
      writer.write(step, {
        scalars: {
          'strangers/accuracy': accuracy,
          'strangers/area_under_curve': areaUnderCurve,
          'strangers/val_rate': validationRate,
        },
      }),
    [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
  };
}
