import { expect, test } from '@jest/globals';
import { rotate } from '../../../src/image/rotate.ts';
import { readTrainingFixture } from '../../support/training/training-fixture.ts';

const fixture = readTrainingFixture('rotation.json') as {
  readonly width: number;
  readonly height: number;
  readonly pixels: string;
  readonly rotated: Readonly<Record<string, string>>;
};
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

test.each(Object.entries(fixture.rotated))('turned by %s degrees: the bytes of Pillow', (angle, expected) => {
  const { width, height, pixels } = fixture;
  expect(rotate({ width, height, data: bytes(pixels) }, Number(angle)).data).toEqual(bytes(expected));
});
