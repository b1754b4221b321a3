/**
 * The kernels, in AssemblyScript: the parts of TypeScript that become WebAssembly, with its vector instructions. Addresses are
 * those of typed arrays in the scratch memory that ../kernels.ts hands out; nothing is allocated here and no state is kept.
 */
export { addPixelRow, shrinkRow } from './area';
export { growPatch, shrinkFromPixels, shrinkFromSums, sumPixels } from './patches';
export { resizeColumns, resizeRows } from './bilinear';
export { filterRows } from './paeth';
export { unfilterRows } from './unfilter';
export { warpRows } from './warp';
export { couple } from './coupling';
export { innerProducts } from './inner-products';
export { int16Products } from './int16-products';

/** Where the scratch memory begins, behind the module's own constants. */
export function scratchStart(): usize {
  return __heap_base;
}
