import { MTCNN_NETWORKS, type MtcnnNetwork } from '../../training/mtcnn/targets.ts';

const NAMES: Readonly<Record<MtcnnNetwork, string>> = { pnet: 'P-Net', rnet: 'R-Net', onet: 'O-Net' };

/**
 * Each network learns from the windows that those before it let through. What is to be said where one is trained out of this order; undefined
 * where nothing is.
 *
 * @param trained networks of the base that were trained, not taken from the detector that comes with facekit
 */
export function orderNotice(network: MtcnnNetwork, trained: readonly string[]): string | undefined {
  const place = MTCNN_NETWORKS.indexOf(network);
  const behind = MTCNN_NETWORKS.slice(place + 1).filter((name) => trained.includes(name));
  const before = MTCNN_NETWORKS.slice(0, place);
  const left = before.find((name, i) => !trained.includes(name) && before.slice(0, i).some((n) => trained.includes(n)));
  if (left !== undefined)
    return `The ${NAMES[left]} of the base was not trained with the network before it: train ${left} first.`;
  if (behind.length === 0) return undefined;
  const names = behind.map((name) => NAMES[name]).join(' and the ');
  return `The ${names} of the base learnt from the windows of another ${NAMES[network]}: train ${behind.join(', then ')} again afterwards.`;
}
