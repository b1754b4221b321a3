import type { DetectorDefinition } from '../detection/detector.ts';
import { mtcnn } from '../mtcnn/definition.ts';
import { srn } from '../srn/definition.ts';
import { yunet, yunetN } from '../yunet/definition.ts';

/**
 * The detectors that there are. A layer of its own: a detector implements the interface of `detection/`, which therefore cannot know its
 * implementations.
 */
const DEFINITIONS = { mtcnn, yunet, 'yunet-n': yunetN, srn };

export type DetectorName = keyof typeof DEFINITIONS;

export const DETECTORS = Object.keys(DEFINITIONS) as readonly DetectorName[];

/** FaceNet's own. */
export const DEFAULT_DETECTOR: DetectorName = 'mtcnn';

export const definitionOf = (name: DetectorName): DetectorDefinition<DetectorName> => DEFINITIONS[name];

export const isDetectorName = (name: string): name is DetectorName => Object.hasOwn(DEFINITIONS, name);

/** Whether what a user calls a detector is meant as a file of weights. */
export const isDetectorFile = (name: string): boolean => name.endsWith('.safetensors');
