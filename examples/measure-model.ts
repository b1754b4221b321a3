/** Accuracy and validation rate of embeddings by the LFW protocol: only mathematics is loaded. */
import { evaluateVerification } from 'facekit/evaluation';

/** Points of the unit circle: those of one person lie 0.1 rad apart, those of two people 1 rad. */
const at = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle));
const same = Array.from({ length: 60 }, (_, i) => i % 2 === 0);
const first = same.map((_, i) => at(i));
const second = same.map((isSame, i) => at(i + (isSame ? 0.1 : 1)));

const { accuracy, validationRate } = evaluateVerification({ first, second, same });
console.log(`accuracy ${accuracy.mean}, validation rate ${validationRate.mean}`);
