import type { SvmModel } from '../../../src/svm/model.ts';

/**
 * Writes a model as libsvm's text, which libsvm's tools and bindings load. Support vectors have nine significant digits, all
 * that a single-precision number has; everything else is written so that it reads back bit by bit.
 */
export function writeLibsvmText(model: SvmModel): string {
  const { kernel, labels, counts, rho, probA, probB } = model;
  const total = counts.reduce((a, b) => a + b, 0);
  return [
    'svm_type c_svc',
    `kernel_type ${kernel.type}`,
    ...(kernel.type === 'rbf' ? [`gamma ${kernel.gamma}`] : []),
    `nr_class ${labels.length}`,
    `total_sv ${total}`,
    `rho ${rho.join(' ')}`,
    `label ${labels.join(' ')}`,
    `probA ${probA.join(' ')}`,
    `probB ${probB.join(' ')}`,
    `nr_sv ${counts.join(' ')}`,
    'SV',
    ...Array.from({ length: total }, (_, s) => supportVectorLine(model, s, total)),
    '',
  ].join('\n');
}

/** The k − 1 coefficients of a support vector, then `1:number 2:number …`, zeros too. */
function supportVectorLine(
  { labels, dimension, coefficients, supportVectors }: SvmModel,
  s: number,
  total: number,
): string {
  const parts: string[] = [];
  for (let row = 0; row < labels.length - 1; row++) parts.push(String(coefficients[row * total + s]));
  for (let c = 0; c < dimension; c++) {
    parts.push(`${c + 1}:${Number((supportVectors[s * dimension + c] ?? 0).toPrecision(9))}`);
  }
  return parts.join(' ');
}
