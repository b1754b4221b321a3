import type { Shape } from '../../shapes.ts';

/** The sizes of a shape, all of which are known in the graph of a step. */
export function known(shape: Shape): number[] {
  return shape.map((size) => {
    if (typeof size !== 'number') throw new Error(`Expected known sizes in (${shape.join(', ')})`);
    return size;
  });
}

/** The sizes of a feature map in planes: (batch, channels, height, width). */
export function planes(shape: Shape): readonly [number, number, number, number] {
  const [batch, channels, height, width] = known(shape);
  if (batch === undefined || channels === undefined || height === undefined || width === undefined)
    throw new Error(`Expected planes but received (${shape.join(', ')})`);
  return [batch, channels, height, width];
}

/** The axes that all channels have in common: of planes, or of (batch, features). */
export const exceptChannels = (shape: Shape): readonly number[] => (shape.length === 4 ? [0, 2, 3] : [0]);

/** The shape of one number a channel that is to meet planes or features. */
export const perChannel = (shape: Shape, channels: number): readonly number[] =>
  shape.length === 4 ? [1, channels, 1, 1] : [1, channels];
