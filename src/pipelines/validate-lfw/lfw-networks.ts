import type { DetectFaces } from '../collection/crop-plan.ts';
import { openNetworks, type NetworkOptions, type OpenNetworksFor } from '../networks/open-networks.ts';
import type { LfwWorld } from './validate-lfw.ts';
import type { LfwSettings } from './lfw-settings.ts';

/** The networks of an evaluation, each opened when it is first asked for. Dispose them at the end. */
export interface LfwNetworks extends Pick<LfwWorld, 'openEmbedder' | 'identifyModel'>, AsyncDisposable {
  /** Looks at images that are taken as crops. */
  readonly detect: DetectFaces;
}

/** Opens the networks of an evaluation. */
export type OpenLfwNetworks = OpenNetworksFor<LfwSettings, NetworkOptions, LfwNetworks>;

/** The real ones. */
export const openLfwNetworks: OpenLfwNetworks = ({ standardisation }, options, onNotice) => {
  const networks = openNetworks({ ...options, standardization: standardisation }, onNotice);
  return {
    ...networks,
    identifyModel: async (name) => (await import('../../models/store/find-model.ts')).readModel(name),
  };
};
