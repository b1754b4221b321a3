import { SIDE } from '../fakes/fake-embed.ts';
import { fileOf, solid } from '../images.ts';
import { writeFiles } from '../temporary.ts';

/** A crop of one colour, told apart by its red. */
export const crop = (red: number, side = SIDE): Promise<Buffer> =>
  fileOf(solid(side, side, [red, 0, 0]), (pipeline) => pipeline.png());

/** Writes crops of three people, with files that are no images or are damaged among them. */
export async function writeCrops(folder: string): Promise<string> {
  writeFiles(folder, {
    'in/Ann/1.png': await crop(10),
    'in/Ann/2.png': await crop(20),
    'in/Bo, "Jr" 🦊/ä b.png': await crop(30),
    'in/Bo, "Jr" 🦊/cut.png': (await crop(40)).subarray(0, 40),
    'in/Cy/again.png': await crop(10),
    'in/Cy/big.png': await crop(50, 9),
    'in/Cy/notes.txt': 'no image',
    'in/Cy/text.png': 'no image either',
    'in/flat.png': await crop(60),
  });
  return folder;
}

/** Those of them that can be embedded, in order. */
export const GOOD = [
  'in/Ann/1.png',
  'in/Ann/2.png',
  'in/Bo, "Jr" 🦊/ä b.png',
  'in/Cy/again.png',
  'in/Cy/big.png',
  'in/flat.png',
];
