import type { DetectFaces } from '../../facenet/embed-sources.ts';
import type { Embedder } from '../../facenet/embedder.ts';
import type { EmbedFlags } from './settings.ts';

/** The real networks, each opened when it is first asked for. */
export interface EmbedTools extends AsyncDisposable {
  openEmbedder(): Promise<Embedder>;
  readonly detect: DetectFaces;
}

/**
 * The networks that the options ask for. Dispose them at the end.
 *
 * @param onNotice receives a line when no model was named and the small one is used
 */
export function openEmbedTools(flags: EmbedFlags, onNotice: (line: string) => void): EmbedTools {
  const { device, threads, model, standardisation } = flags;
  const engine = { device, ...(threads === undefined ? {} : { threads }) };
  const opened: AsyncDisposable[] = [];
  let opening: Promise<{ detect: DetectFaces }> | undefined;
  const openDetector = async () => {
    const { createDetector } = await import('../../mtcnn/create-detector.ts');
    const detector = await createDetector(engine);
    opened.push(detector);
    return detector;
  };
  return {
    openEmbedder: async () => {
      const { createEmbedder } = await import('../../facenet/create-embedder.ts');
      const { limitCodecThreads } = await import('../../image/codec.ts');
      limitCodecThreads();
      const embedder = await createEmbedder({
        ...engine,
        onNotice,
        ...(model === undefined ? {} : { model }),
        ...(standardisation === undefined ? {} : { standardisation }),
      });
      opened.push(embedder);
      return embedder;
    },
    detect: async (image) => (await (opening ??= openDetector())).detect(image),
    [Symbol.asyncDispose]: async () => {
      for (const each of opened) await each[Symbol.asyncDispose]();
    },
  };
}
