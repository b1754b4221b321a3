import type { RgbImage } from '../../../src/core/image.ts';
import type { Tensor } from '../../../src/core/tensor.ts';
import type { SrnLayer } from '../../../src/models/import/srn-layers.ts';

export function uniform(name: string, count: number): Float64Array;
export function drawnPhotograph(width: number, height: number): RgbImage;
export function madeState(layers: readonly SrnLayer[]): Map<string, Tensor<Float32Array>>;
export function namedMaps<Map>(pyramids: Readonly<Record<string, readonly Map[]>>): Record<string, Map>;
