import { openEmbedTools } from '../embed/tools.ts';
import type { LfwWorld } from './run.ts';
import type { LfwSettings, ValidateLfwFlags } from './settings.ts';

/** The networks of an evaluation, each opened when it is first asked for. Dispose them at the end. */
export type LfwTools = Pick<LfwWorld, 'openEmbedder' | 'detect' | 'identifyModel'> & AsyncDisposable;

/** Opens the tools of an evaluation. `onNotice` receives a line when no model was named and the small one is used. */
export type OpenLfwTools = (
  settings: LfwSettings,
  flags: Pick<ValidateLfwFlags, 'device' | 'threads'>,
  onNotice: (line: string) => void,
) => LfwTools;

/** The real ones, as `embed` opens them. */
export const openLfwTools: OpenLfwTools = (settings, { device, threads }, onNotice) => {
  const { model, standardisation, batchSize, embeddings = '' } = settings;
  const tools = openEmbedTools(
    {
      output: embeddings,
      batchSize,
      device,
      ...(threads === undefined ? {} : { threads }),
      ...(model === undefined ? {} : { model }),
      ...(standardisation === undefined ? {} : { standardisation }),
    },
    onNotice,
  );
  return {
    openEmbedder: () => tools.openEmbedder(),
    detect: tools.detect,
    identifyModel: async (name) => (await import('../../weights/store.ts')).readModel(name),
    [Symbol.asyncDispose]: () => tools[Symbol.asyncDispose](),
  };
};
