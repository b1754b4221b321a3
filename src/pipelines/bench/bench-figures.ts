import { createEmbedder } from '../../facenet/create-embedder.ts';
import { findModel } from '../../models/store/find-model.ts';
import { listModels } from '../../models/store/list.ts';
import type { DetectorRequest } from '../../detectors/choose-detector.ts';
import { createDetector } from '../../detectors/create-detector.ts';
import { alignFigures } from './align-figures.ts';
import { type Photograph, drawnPhotograph, findFaces } from './bench-photographs.ts';
import type { Figure, SkippedFigure } from './bench-report.ts';
import { embedFigures } from './embed-figures.ts';
import type { Measuring } from './measure.ts';
import type { EngineOptions } from '../../tensor/engine.ts';

export interface BenchOptions extends Measuring {
  readonly engine: EngineOptions;
  /** A name or a file; default: every embedder that is installed. */
  readonly model?: string | undefined;
  readonly detector?: DetectorRequest | undefined;
}

/** Measures detection with its neighbours, then each embedder; one figure after the other, until the signal is aborted. */
export async function* benchFigures(
  photographs: readonly Photograph[],
  { engine, model, detector: request, ...measuring }: BenchOptions,
): AsyncGenerator<Figure | SkippedFigure> {
  // A name that is wrong is told before anything is measured.
  if (model !== undefined) await findModel(model);
  // One thread unless another number is asked for: `align` has a worker of one thread for each core.
  await using detector = await createDetector({ threads: 1, ...engine, ...request });
  yield* alignFigures(photographs, detector, measuring);
  const found = await findFaces(photographs, detector);
  const faces = found.length > 0 ? found : await findFaces([await drawnPhotograph()], detector);
  for (const each of model === undefined ? await installedEmbedders() : [{ name: model }]) {
    if (measuring.signal?.aborted) return;
    if ('problem' in each) {
      yield { name: `embed ${each.name}`, skipped: each.problem };
      continue;
    }
    await using embedder = await createEmbedder({ ...engine, model: each.name });
    yield* embedFigures(faces, embedder, measuring);
  }
}

/** The names of the embedders that can be used here, and what is wrong with damaged ones. */
async function installedEmbedders(): Promise<({ name: string } | { name: string; problem: string })[]> {
  const models = await listModels();
  return models
    .filter(({ info, status }) => info?.role !== 'detector' && status !== 'not-installed')
    .map(({ name, problem }) => (problem === undefined ? { name } : { name, problem }));
}
