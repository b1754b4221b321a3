/** Measuring embeddings by the LFW protocol: mathematics only, no image and no network is loaded. */
export { cosineAngle, squaredEuclidean } from '../facenet/distance.ts';
export { parseLfwPairs, type LfwPair, type LfwPairs } from './lfw-pairs.ts';
export type { FoldResult, VerificationOptions, VerificationPairs, VerificationReport } from './verification-report.ts';
export { evaluateVerification } from './verification.ts';
export type { DuplicatePair, LfwImage } from './lfw-pairs.ts';
