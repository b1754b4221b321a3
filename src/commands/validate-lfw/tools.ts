import { openNetworks, type NetworkFlags } from '../networks.ts';
import type { LfwWorld } from './run.ts';
import type { LfwSettings } from './settings.ts';

/** The networks of an evaluation, each opened when it is first asked for. Dispose them at the end. */
export type LfwTools = Pick<LfwWorld, 'openEmbedder' | 'detect' | 'identifyModel'> & AsyncDisposable;

/** Opens the tools of an evaluation. `onNotice` receives a line when no model was named and the small one is used. */
export type OpenLfwTools = (
  settings: LfwSettings,
  flags: NetworkFlags,
  onNotice: (line: string) => void,
) => LfwTools;

/** The real ones. */
export const openLfwTools: OpenLfwTools = ({ standardisation }, { device, threads, model }, onNotice) => {
  const networks = openNetworks(
    {
      device,
      ...(threads === undefined ? {} : { threads }),
      ...(model === undefined ? {} : { model }),
      ...(standardisation === undefined ? {} : { standardisation }),
    },
    onNotice,
  );
  return {
    ...networks,
    identifyModel: async (name) => (await import('../../weights/store.ts')).readModel(name),
  };
};
