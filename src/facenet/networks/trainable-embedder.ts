import { facenetLayers } from '../../models/import/facenet-layers.ts';
import type { Architecture } from '../../models/known-models.ts';
import type { LayerForm, LayerOperation } from '../../tensor/training/network/trainable.ts';

/** Epsilon of every batch norm in FaceNet's `inception_resnet_v1.py`. */
const EPSILON = 0.001;

/** How the layers of a network are trained from scratch: which have a batch norm, and what residual blocks multiply with. */
export const formsFromScratch = (architecture: Architecture): FormOf => FORMS[architecture];

type FormOf = (layer: LayerOperation) => LayerForm;

const convNorms: FormOf = ({ op }) => (op === 'dense' ? {} : { batchNorm: { epsilon: EPSILON, gamma: false } });
/** As OpenFace's networks are trained: the paper's have no batch norm. */
const scaledConvNorms: FormOf = ({ op }) => (op === 'dense' ? {} : { batchNorm: { epsilon: EPSILON, gamma: true } });
const allNorms: FormOf = () => ({ batchNorm: { epsilon: EPSILON, gamma: true } });

/** Which of FaceNet's layers have a batch norm, and what residual blocks multiply with. */
function facenetForm({ layer }: LayerOperation): LayerForm {
  const found = facenetLayers().find(({ name }) => name === layer);
  return {
    ...(found?.batchNorm && { batchNorm: { epsilon: EPSILON, gamma: false } }),
    ...(found !== undefined && found.scale !== 1 && { factor: found.scale }),
  };
}

const FORMS: Readonly<Record<Architecture, FormOf>> = {
  'inception-resnet-v1': facenetForm,
  mobilefacenet: allNorms,
  'small-convnet': convNorms,
  nn1: scaledConvNorms,
  nn2: scaledConvNorms,
  nn3: scaledConvNorms,
  nn4: scaledConvNorms,
  'nn4-small2': scaledConvNorms,
  'nns1-sized': scaledConvNorms,
  'nns2-sized': scaledConvNorms,
};
