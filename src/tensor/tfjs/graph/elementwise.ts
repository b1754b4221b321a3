import type * as tfjs from '@tensorflow/tfjs-core';
import { numberOf, tensorAt, type Attributes, type GraphOperation, type Tf } from './value.ts';

type Unary = (tf: Tf, x: tfjs.Tensor, attributes: Attributes) => tfjs.Tensor;
type Binary = (tf: Tf, a: tfjs.Tensor, b: tfjs.Tensor) => tfjs.Tensor;

const ofOne =
  (compute: Unary): GraphOperation =>
  (tf, inputs, attributes) => [compute(tf, tensorAt(tf, inputs, 0), attributes)];

const ofTwo =
  (compute: Binary): GraphOperation =>
  (tf, inputs) => [compute(tf, tensorAt(tf, inputs, 0), tensorAt(tf, inputs, 1))];

const ofMany =
  (compute: Binary): GraphOperation =>
  (tf, inputs) => [inputs.map((_, i) => tensorAt(tf, inputs, i)).reduce((a, b) => compute(tf, a, b))];

/** ONNX's numbers for types of elements. */
const INT64 = 7;

/** Operations number by number; shapes meet as NumPy broadcasts them, in both. */
export const ELEMENTWISE: Readonly<Record<string, GraphOperation>> = {
  Abs: ofOne((tf, x) => tf.abs(x)),
  Add: ofTwo((tf, a, b) => tf.add(a, b)),
  Cast: ofOne((tf, x, attributes) => tf.cast(x, numberOf(attributes, 'to', 1) === INT64 ? 'int32' : 'float32')),
  Clip: (tf, inputs) => {
    const [x, least, most] = [0, 1, 2].map((place) => tensorAt(tf, inputs, place));
    return [tf.minimum(tf.maximum(x ?? 0, least ?? 0), most ?? 0)];
  },
  Div: ofTwo((tf, a, b) => tf.div(a, b)),
  Equal: ofTwo((tf, a, b) => tf.equal(a, b)),
  Exp: ofOne((tf, x) => tf.exp(x)),
  Greater: ofTwo((tf, a, b) => tf.greater(a, b)),
  HardSigmoid: ofOne((tf, x, attributes) => {
    const line = tf.add(tf.mul(x, numberOf(attributes, 'alpha', 0.2)), numberOf(attributes, 'beta', 0.5));
    return tf.clipByValue(line, 0, 1);
  }),
  Identity: ofOne((tf, x) => tf.clone(x)),
  Less: ofTwo((tf, a, b) => tf.less(a, b)),
  Max: ofMany((tf, a, b) => tf.maximum(a, b)),
  Min: ofMany((tf, a, b) => tf.minimum(a, b)),
  Mul: ofTwo((tf, a, b) => tf.mul(a, b)),
  Neg: ofOne((tf, x) => tf.neg(x)),
  Pow: ofTwo((tf, a, b) => tf.pow(a, b)),
  PRelu: ofTwo((tf, x, slope) => tf.add(tf.relu(x), tf.mul(tf.minimum(x, 0), slope))),
  Reciprocal: ofOne((tf, x) => tf.div(1, x)),
  Relu: ofOne((tf, x) => tf.relu(x)),
  Sigmoid: ofOne((tf, x) => tf.sigmoid(x)),
  Sign: ofOne((tf, x) => tf.sub(tf.cast(tf.greater(x, 0), 'float32'), tf.cast(tf.less(x, 0), 'float32'))),
  Softplus: ofOne((tf, x) => tf.add(tf.relu(x), tf.log(tf.add(1, tf.exp(tf.neg(tf.abs(x))))))),
  Sqrt: ofOne((tf, x) => tf.sqrt(x)),
  Sub: ofTwo((tf, a, b) => tf.sub(a, b)),
  Sum: ofMany((tf, a, b) => tf.add(a, b)),
  Where: (tf, inputs) => {
    const [a, b] = [tensorAt(tf, inputs, 1), tensorAt(tf, inputs, 2)];
    const chosen = tf.cast(tensorAt(tf, inputs, 0), 'float32');
    // By numbers, not by `where`: that wants both of one shape.
    return [tf.add(tf.mul(chosen, a), tf.mul(tf.sub(1, chosen), b))];
  },
};
