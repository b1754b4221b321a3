import type { DetectFaces } from '../collection/crop-plan.ts';
import { openNetworks, type NetworkOptions } from '../networks/open-networks.ts';
import type { LfwWorld } from './validate-lfw.ts';
import type { LfwSettings } from './lfw-settings.ts';

/** The networks of an evaluation, each opened when it is first asked for. Dispose them at the end. */
export interface LfwNetworks extends Pick<LfwWorld, 'openEmbedder' | 'identifyModel'>, AsyncDisposable {
  /** Looks at images that are taken as crops. */
  readonly detect: DetectFaces;
}

/** Opens the networks of an evaluation. `onNotice` receives a line when another model or backend is used than could be expected. */
export type OpenLfwNetworks = (
  settings: LfwSettings,
  options: NetworkOptions,
  onNotice: (line: string) => void,
) => LfwNetworks;

/** The real ones. */
export const openLfwNetworks: OpenLfwNetworks = ({ standardisation }, options, onNotice) => {
  const networks = openNetworks({ ...options, standardization: standardisation }, onNotice);
  return {
    ...networks,
    identifyModel: async (name) => (await import('../../models/store/find-model.ts')).readModel(name),
  };
};
