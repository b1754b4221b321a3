import { inceptionResnetV1 } from '../../facenet/networks/inception-resnet-v1.ts';
import { nn2Network } from '../../facenet/networks/inception/nn2.ts';
import { nn1 } from '../../facenet/networks/nn1.ts';
import { nnsSized } from '../../facenet/networks/nns-sized.ts';
import { mobileFaceNet } from '../../facenet/networks/mobilefacenet.ts';
import { smallConvnet } from '../../facenet/networks/small-convnet.ts';
import { outputNetwork, proposalNetwork, refinementNetwork } from '../../mtcnn/networks.ts';
import { srnNetwork } from '../../srn/network.ts';
import type { Network } from '../../tensor/network.ts';
import { yunetNetwork } from '../../yunet/network.ts';

/** A network that facekit has a description of. */
export interface KnownNetwork {
  readonly name: string;
  readonly network: Network;
  /** Of a network that takes images of any size: which ones. */
  readonly freeSize?: FreeSize;
}

interface FreeSize {
  /** Side of the images that its paper counts for. */
  readonly usual: number;
  /** Sides are multiples of this. */
  readonly step: number;
  /** Rows, and columns, of padding that are part of the input. */
  readonly padding: number;
}

const YUNET_SIZE: FreeSize = { usual: 320, step: 32, padding: 1 };
/** Squares that it is trained on. */
const SRN_SIZE: FreeSize = { usual: 1024, step: 1, padding: 0 };

/** All of them, detectors first. */
export const knownNetworks = (): readonly KnownNetwork[] => [
  { name: 'pnet', network: proposalNetwork, freeSize: { usual: 12, step: 1, padding: 0 } },
  { name: 'rnet', network: refinementNetwork },
  { name: 'onet', network: outputNetwork },
  { name: 'yunet', network: yunetNetwork('yunet'), freeSize: YUNET_SIZE },
  { name: 'yunet-n', network: yunetNetwork('yunet-n'), freeSize: YUNET_SIZE },
  { name: 'srn', network: srnNetwork(), freeSize: SRN_SIZE },
  { name: 'mobilefacenet', network: mobileFaceNet('fixed') },
  { name: 'inception-resnet-v1', network: inceptionResnetV1('fixed') },
  { name: 'small-convnet', network: smallConvnet('fixed', PAPER_DIMENSION) },
  { name: 'nn1', network: nn1('fixed', PAPER_DIMENSION) },
  ...(['nn2', 'nn3', 'nn4', 'nn4-small2'] as const).map((name) => ({
    name,
    network: nn2Network(name, 'fixed', PAPER_DIMENSION),
  })),
  ...(['nns1-sized', 'nns2-sized'] as const).map((name) => ({
    name,
    network: nnsSized(name, 'fixed', PAPER_DIMENSION),
  })),
];

/** Numbers of an embedding in the FaceNet paper. */
const PAPER_DIMENSION = 128;
