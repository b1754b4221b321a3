import type { Standardisation } from '../tensor/network.ts';

/** A model that facekit knows by name. */
export type KnownModel = KnownDetector | EmbedderInfo;

interface ModelCommon {
  readonly name: string;
  readonly description: string;
  readonly origin: Origin;
  /** SPDX identifier. `models/README.md` says whose. */
  readonly licence: string;
}

/** Where the weights come from: a file in `models/`, `facekit models pull`, or a file of the user's, `facekit models import`. */
export type Origin =
  | { readonly kind: 'bundled'; readonly file: string; readonly sha256: string }
  | { readonly kind: 'download' }
  | { readonly kind: 'import' };

export interface KnownDetector extends ModelCommon {
  readonly role: 'detector';
}

/** The networks that facekit describes itself. */
export const ARCHITECTURES = [
  'inception-resnet-v1',
  'mobilefacenet',
  'small-convnet',
  'nn1',
  'nn2',
  'nn3',
  'nn4',
  'nn4-small2',
  'nns1-sized',
  'nns2-sized',
] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

export interface EmbedderInfo extends ModelCommon {
  readonly role: 'embedder';
  readonly architecture: Architecture;
  /** Side of the square input in pixels. */
  readonly inputSize: number;
  readonly alignment: Alignment;
  /** What the network was trained with. */
  readonly standardisation: Standardisation;
  /** Numbers in an embedding. */
  readonly dimension: number;
  /** Accuracy on LFW View 2 (6,000 pairs), a fraction: measured on the deep-funneled images, or as published. */
  readonly lfwAccuracy: number;
  /** Distances that part the same person from others, by standardisation. Absent where none was measured. */
  readonly verification?: readonly Verification[];
  /** The distance that groups faces by person. Absent where none was measured. */
  readonly clustering?: Clustering;
}

/** The mean distance of two groups of faces up to which average linkage takes them for one person. */
export interface Clustering {
  /** What the pixels went through: another standardisation has another threshold. */
  readonly standardisation: Standardisation;
  /** Squared Euclidean, of embeddings of length 1. `docs/cluster.md` says how it was found. */
  readonly threshold: number;
}

/** The distance below which two faces count as the same person. */
export interface Verification {
  /** What the pixels went through: another standardisation has another threshold. */
  readonly standardisation: Standardisation;
  /** What the threshold is measured in: FaceNet's metrics 0 and 1. */
  readonly metric: 'squared-euclidean' | 'cosine-angle';
  readonly threshold: number;
  /** How the threshold was found, in words that follow "from". */
  readonly source: string;
}

/**
 * How a face becomes the input. `box`: the detector's box, grown by `margin` pixels of the original image (half on each
 * side), resized to the input. `similarity`: turned, scaled and shifted so that its landmarks fall on ArcFace's template.
 */
export type Alignment = { readonly kind: 'box'; readonly margin: number } | { readonly kind: 'similarity' };

/**
 * The part of LFW that is meant for choosing parameters: 2,199 pairs of the deep-funneled images (of one image MTCNN finds no
 * face), cropped with a margin of 32 or aligned by landmarks as the model wants it. A threshold is the mean, over ten folds,
 * of the one that is most accurate on the other nine.
 */
const LFW_VIEW_1 = 'LFW View 1, pairsDevTrain';

/** What the models of 2018 have in common. */
const FACENET = {
  architecture: 'inception-resnet-v1',
  inputSize: 160,
  alignment: { kind: 'box', margin: 32 },
  standardisation: 'fixed',
  dimension: 512,
} as const;

export const KNOWN_MODELS = [
  {
    name: 'mtcnn',
    role: 'detector',
    description: "MTCNN's three networks, bit-identical to det1.npy–det3.npy of FaceNet",
    origin: {
      kind: 'bundled',
      file: 'mtcnn.safetensors',
      sha256: '3fbdb077b700c9e0324be561ab34385be082882830d9f6a74221930211d700c0',
    },
    licence: 'MIT',
  },
  {
    name: 'yunet',
    role: 'detector',
    description: 'YuNet, the fast detector that OpenCV has (face_detection_yunet_2023mar)',
    origin: {
      kind: 'bundled',
      file: 'yunet.safetensors',
      sha256: '39e934d098f7cbe52c598cc2b7883df21dff42b9401662ed9d0bf6179f4dd6db',
    },
    licence: 'Apache-2.0',
  },
  {
    name: 'yunet-n',
    role: 'detector',
    description: 'YuNet with wider early layers, which finds more small faces',
    origin: {
      kind: 'bundled',
      file: 'yunet-n.safetensors',
      sha256: '074995c8444a99177779e263291186f0d3bd9cd953b8e058a1505f078818f67a',
    },
    licence: 'Apache-2.0',
  },
  {
    name: 'srn',
    role: 'detector',
    description: 'SRN, an accurate and slow detector: the weights of its authors (213 MB)',
    origin: { kind: 'import' },
    licence: 'Apache-2.0',
  },
  {
    name: 'mobilefacenet',
    role: 'embedder',
    description: 'MobileFaceNet, a small and fast embedder (5 MB, 1.3 million parameters)',
    origin: {
      kind: 'bundled',
      file: 'mobilefacenet.safetensors',
      sha256: '2238dbbfeb1f7911088a6e55b44b959f1513ea91a61e2c73995fe9d37af11f7a',
    },
    licence: 'MIT',
    architecture: 'mobilefacenet',
    inputSize: 112,
    alignment: { kind: 'similarity' },
    standardisation: 'fixed',
    dimension: 192,
    lfwAccuracy: 0.993,
    verification: [{ standardisation: 'fixed', metric: 'cosine-angle', threshold: 0.359, source: LFW_VIEW_1 }],
    clustering: { standardisation: 'fixed', threshold: 0.85 },
  },
  {
    name: 'facenet-vggface2',
    role: 'embedder',
    description: 'FaceNet 20180402-114759, Inception-ResNet-v1 trained on VGGFace2 (94 MB)',
    origin: { kind: 'download' },
    licence: 'MIT',
    ...FACENET,
    lfwAccuracy: 0.9937,
    verification: [
      { standardisation: 'fixed', metric: 'squared-euclidean', threshold: 1.129, source: LFW_VIEW_1 },
      { standardisation: 'per-image', metric: 'squared-euclidean', threshold: 1.22, source: LFW_VIEW_1 },
    ],
    clustering: { standardisation: 'fixed', threshold: 0.68 },
  },
  {
    name: 'facenet-casia',
    role: 'embedder',
    description: 'FaceNet 20180408-102900, Inception-ResNet-v1 trained on CASIA-WebFace (94 MB)',
    origin: { kind: 'import' },
    licence: 'MIT',
    ...FACENET,
    lfwAccuracy: 0.9905,
  },
] as const satisfies readonly KnownModel[];

type Known = (typeof KNOWN_MODELS)[number];
export type BundledModelName = Extract<Known, { origin: { kind: 'bundled' } }>['name'];

/** The model of that name, or undefined. */
export const findKnownModel = (name: string): KnownModel | undefined =>
  KNOWN_MODELS.find((model) => model.name === name);
