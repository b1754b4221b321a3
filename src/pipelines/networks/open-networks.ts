import { describeDetector, type DetectorRequest } from '../../detectors/choose-detector.ts';
import type { DetectorName } from '../../detectors/registry.ts';
import type { StoredModelInfo } from '../../models/model-info.ts';
import type { Standardisation } from '../../tensor/network.ts';
import type { DetectFaces } from '../collection/crop-plan.ts';
import type { CollectionEmbedder, LocalEmbedder } from '../collection/image-workers.ts';
import { canOnlyBeProcessor, chooseEngine } from '../../tensor/engines/open-engine.ts';
import { toEngineOptions, type EngineChoice } from './engine-choice.ts';
import { planDetection } from './plan-detection.ts';
import type { OpenedModel } from './model-thread.ts';
import { requireSuitedDetector } from './require-suited-detector.ts';

/** The options of every command that makes embeddings; what is absent was not given. */
export interface NetworkOptions extends EngineChoice {
  /** A model's name or file; default: the best one that is installed. */
  readonly model?: string | undefined;
  /** Instead of the one that the model was trained with. */
  readonly standardization?: Exclude<Standardisation, 'none'> | undefined;
  /** How faces are found in photographs. Default: as FaceNet's scripts do. */
  readonly detector?: DetectorName | DetectorRequest | undefined;
  /** Images worked on in parallel; default: one a core. */
  readonly jobs?: number | undefined;
}

/** The networks of a command, each opened when it is first asked for. Dispose them at the end. */
export interface Networks extends AsyncDisposable {
  /** @param images that it will be asked for, if that is known: threads for them start while the model is read */
  openEmbedder(images?: number): Promise<CollectionEmbedder & { readonly info: StoredModelInfo }>;
  /** An embedder of faces that are cut out already, a few at a time: not in this thread where the processor computes. */
  openFaceEmbedder(): Promise<LocalEmbedder>;
  /** Finds faces in worker threads. */
  readonly detect: DetectFaces;
}

/** Opens the networks of a pipeline that needs of an embedder what its world `World` says. */
export type OpenNetworks<World extends { readonly openEmbedder: unknown }> = (
  options: NetworkOptions,
  onNotice: (line: string) => void,
) => Pick<World, 'openEmbedder'> & Pick<Networks, 'detect'> & AsyncDisposable;

/** Opens the networks for what a pipeline works on; `onNotice` receives a line when another model or backend is used than could be expected. */
export type OpenNetworksFor<Subject, Options, Opened> = (
  subject: Subject,
  options: Options,
  onNotice: (line: string) => void,
) => Opened;

/**
 * The networks that the options ask for. On the processor everything is done in worker threads; for another device, or TensorFlow.js,
 * there is one embedder in this thread.
 *
 * @param onNotice receives a line when another model or backend is used than could be expected
 */
export function openNetworks(options: NetworkOptions, onNotice: (line: string) => void): Networks {
  const { model, standardization: standardisation, detector, jobs, threads } = options;
  const engineOptions = toEngineOptions(options, onNotice);
  const opened: AsyncDisposable[] = [];
  let opening: Promise<{ detect: DetectFaces }> | undefined;
  const openDetectors = async () => {
    const { createDetectionPool } = await import('./detection-pool.ts');
    const { settleDevice } = await import('../../tensor/engines/open-engine.ts');
    const device = await settleDevice(engineOptions);
    const detectors = createDetectionPool({ ...options, device }, jobs ?? planDetection(options.detector).workers);
    opened.push(detectors);
    return detectors;
  };
  const detect: DetectFaces = async (image) => (await (opening ??= openDetectors())).detect(image);
  const find = async (): Promise<OpenedModel> => {
    await requireSuitedDetector(options);
    const { openModel } = await import('./model-thread.ts');
    const found = await openModel({ model, standardisation, threads }, engineOptions);
    opened.push(found.kind === 'thread' ? found.thread : found.engine);
    if (found.kind === 'thread') for (const line of found.description.notices) onNotice(line);
    return found;
  };
  const openThreads = async (images: number | undefined) => {
    const { startAhead } = await import('./embedding-pool.ts');
    const isOnProcessor = chooseEngine(engineOptions.engine) === 'onnxruntime' && canOnlyBeProcessor(engineOptions);
    const workers = startAhead(isOnProcessor ? images : undefined, options);
    opened.push(workers);
    return workers;
  };
  const load = async ({ engine }: Extract<OpenedModel, { kind: 'engine' }>) => {
    const { readEmbedder } = await import('../../facenet/create-embedder.ts');
    const loaded = await readEmbedder({ model, onNotice });
    const { loadEmbedder } = await import('../../facenet/embedder.ts');
    return loadEmbedder(engine, loaded, standardisation);
  };
  return {
    openEmbedder: async (images) => {
      // The model's thread starts first: it has more to do.
      const finding = find();
      finding.catch(() => undefined);
      const workers = await openThreads(images);
      const found = await finding;
      if (found.kind === 'thread') {
        const { createEmbeddingPool } = await import('./embedding-pool.ts');
        return createEmbeddingPool({ ...found, workers }, { standardisation, detector, jobs, threads });
      }
      const { embedInThisThread } = await import('../collection/image-workers.ts');
      return { ...embedInThisThread(await load(found), detect), detector: describeDetector(detector) };
    },
    openFaceEmbedder: async () => {
      const found = await find();
      return found.kind === 'thread' ? embedInModelThread(found, standardisation) : load(found);
    },
    detect,
    [Symbol.asyncDispose]: async () => {
      for (const each of opened) await each[Symbol.asyncDispose]();
    },
  };
}

/** An embedder whose faces cross to the thread of the model. */
function embedInModelThread(
  { thread, description: { info, sha256 } }: Extract<OpenedModel, { kind: 'thread' }>,
  standardisation: Standardisation | undefined,
): LocalEmbedder {
  thread.warmUp();
  return {
    ...{ info, sha256, device: 'cpu', standardisation: standardisation ?? info.standardisation },
    dimension: (asked) => info.dimension * (asked?.flip === true ? 2 : 1),
    embed: (faces, options) => thread.embed(faces, options),
  };
}
