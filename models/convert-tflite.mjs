import { transpose } from '../dist/tensor/permute.js';

/** Axes of the weights in TensorFlow Lite, in facekit's order: (out, h, w, in) → (h, w, in, out), (1, h, w, c) → (h, w, c, 1). */
const WEIGHT_AXES = { CONV_2D: [1, 2, 3, 0], DEPTHWISE_CONV_2D: [1, 2, 3, 0], FULLY_CONNECTED: [1, 0] };

/**
 * A PReLU is written out as relu(x) + alpha · (negative part). The operation that makes the negative part tells what the
 * stored factor is: −relu(−x) is multiplied by alpha, x − |x| by alpha / 2.
 */
const ALPHA_OVER_STORED = { NEG: 1, SUB: 2 };

/**
 * The parameters of a TensorFlow Lite model under facekit's names and in facekit's layouts: `<layer>/weights`,
 * `<layer>/biases`, `<layer>/alpha`, every bit as in the file (doubling is exact).
 *
 * @param layerOf the layer that an operation belongs to, by the name of the operation's result.
 * @returns pairs of name and tensor, in the order of the operations.
 * @throws Error when a float constant is left over, or an operation has an activation of its own.
 */
export function convertTflite({ operators, tensors }, layerOf) {
  const used = new Set();
  const constant = (place) => {
    used.add(place);
    return { shape: tensors[place].shape, data: tensors[place].data };
  };
  const producer = (place) => operators.find(({ outputs }) => outputs.includes(place))?.name;

  const parameters = operators.flatMap(({ name, inputs, outputs, options }) => {
    if (options.activation && options.activation !== 'NONE') throw new Error(`Expected ${name} without activation`);
    const [first, second, third] = inputs;
    const layer = () => layerOf(tensors[outputs[0]].name);
    if (name in WEIGHT_AXES)
      return [
        [`${layer()}/weights`, transpose(constant(second), WEIGHT_AXES[name])],
        [`${layer()}/biases`, constant(third)],
      ];
    if (name === 'MUL') return [[`${layer()}/alpha`, readAlpha(constant(first), producer(second))]];
    return [];
  });
  checkNothingIsLeft(tensors, used);
  return parameters;
}

function readAlpha({ shape, data }, madeBy) {
  const factor = ALPHA_OVER_STORED[madeBy];
  if (!factor) throw new Error(`Expected the negative part of a PReLU, found the result of ${madeBy}`);
  return { shape, data: data.map((stored) => stored * factor) };
}

function checkNothingIsLeft(tensors, used) {
  const left = tensors.filter(({ type, data }, place) => type === 'float32' && data && !used.has(place));
  if (left.length > 0)
    throw new Error(`Expected to convert every constant, left over: ${left.map(({ name }) => name)}`);
}
