import type * as tfjs from '@tensorflow/tfjs-core';
import type { OperationOf } from '../network.ts';
import { given, map, type Compute, type Workshop } from './compute.ts';
import type { Activation } from './fusion.ts';
import { padOf } from './windows.ts';

export function conv(
  workshop: Workshop,
  operation: OperationOf<'conv'>,
  channels: number,
  activation: Activation | undefined,
): Compute {
  const { layer, kernel, filters, bias, stride } = operation;
  const filter = workshop.layerWeights({ layer, outputs: filters }, [...kernel, channels, filters]) as tfjs.Tensor4D;
  const fused = fusedOptions(workshop, { layer, bias, channels: filters, activation });
  return ([x]) => {
    const { map: padded, pad } = padOf(workshop.tf, map(x), operation, 0);
    return workshop.tf.fused.conv2d({ x: padded, filter, strides: stride, pad, ...fused });
  };
}

export function depthwiseConv(
  workshop: Workshop,
  operation: OperationOf<'depthwise-conv'>,
  channels: number,
  activation: Activation | undefined,
): Compute {
  const { layer, kernel, bias, stride } = operation;
  const filter = workshop.layerWeights({ layer, outputs: channels }, [...kernel, channels, 1]) as tfjs.Tensor4D;
  const fused = fusedOptions(workshop, { layer, bias, channels, activation });
  return ([x]) => {
    const { map: padded, pad } = padOf(workshop.tf, map(x), operation, 0);
    return workshop.tf.fused.depthwiseConv2d({ x: padded, filter, strides: stride, pad, ...fused });
  };
}

export function dense(
  workshop: Workshop,
  { layer, units, bias }: OperationOf<'dense'>,
  features: number,
  activation: Activation | undefined,
): Compute {
  const b = workshop.layerWeights({ layer, outputs: units }, [features, units]);
  const fused = fusedOptions(workshop, { layer, bias, channels: units, activation });
  return ([x]) => workshop.tf.fused.matMul({ a: workshop.tf.reshape(given(x), [-1, features]), b, ...fused });
}

interface Fusing {
  readonly layer: string;
  readonly bias: boolean;
  readonly channels: number;
  readonly activation: Activation | undefined;
}

function fusedOptions({ parameter }: Workshop, { layer, bias, channels, activation }: Fusing) {
  return {
    ...(bias && { bias: parameter(`${layer}/biases`, [channels]) }),
    ...(activation && { activation: activation.op }),
    ...(activation?.op === 'prelu' && {
      preluActivationWeights: parameter(`${activation.layer}/alpha`, [channels]),
    }),
  };
}
