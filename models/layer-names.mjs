/**
 * The layer that an operation of the MTCNN files belongs to, with the names of FaceNet's detect_face.py:
 * `pnet/conv1/BiasAdd` → `pnet/conv1`, `pnet/PReLU1/Mul` → `pnet/prelu1`.
 */
export const mtcnnLayer = (operation) => operation.split('/').slice(0, 2).join('/').toLowerCase();

const BOTTLENECK_LAYERS = { Conv: 'expand', SeparableConv2d: 'depthwise', Conv_1: 'project' };
const OTHER_LAYERS = {
  Conv2d_0: 'conv_1',
  SeparableConv2d: 'conv_2/depthwise',
  Conv: 'conv_2/pointwise',
  Conv2d_7: 'conv_7',
  'Logits/SeparableConv2d': 'global/depthwise',
  'Logits/Conv': 'global/pointwise',
  'Logits/LinearConv1x1': 'embedding',
};

/**
 * The layer that an operation of the MobileFaceNet file belongs to, named for what it does rather than in the order in which
 * TensorFlow met it: `MobileFaceNet/MobileFaceNet/Conv2d_2_InvResBlock_0/Conv_1/BatchNorm/FusedBatchNorm` →
 * `bottleneck_2_0/project`.
 */
export function mobilefacenetLayer(operation) {
  const scope = operation.replace(/^(MobileFaceNet\/)+/, '').replace(/\/(BatchNorm\/FusedBatchNorm|mul_1)$/, '');
  const [, stage, block, part] = /^Conv2d_(\d)_InvResBlock_(\d)\/(.+)$/.exec(scope) ?? [];
  const layer = part
    ? BOTTLENECK_LAYERS[part] && `bottleneck_${stage}_${block}/${BOTTLENECK_LAYERS[part]}`
    : OTHER_LAYERS[scope];
  if (!layer) throw new Error(`Expected an operation of MobileFaceNet, found ${operation}`);
  return layer;
}
