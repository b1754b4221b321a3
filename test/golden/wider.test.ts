import { expect, test } from '@jest/globals';
import { readAnnotations } from '../../src/dataset/face-annotations/read-annotations.ts';
import { describeWithShared, sharedPath } from '../support/shared.ts';

/** WIDER FACE's own lists of its validation images, as SciPy counts them. */
describeWithShared(
  "WIDER FACE's ground truth",
  () => {
    test('has its images, its faces, and those of each setting', async () => {
      const { format, annotations } = await readAnnotations(sharedPath('data/wider/ground_truth'));
      if (annotations.kind !== 'boxes') throw new Error('Expected boxes');
      const { images, settings } = annotations;
      const faces = images.flatMap((image) => image.faces);
      expect([format, images.length, new Set(images.map(({ name }) => name.split('/')[0])).size]).toEqual([
        'wider',
        3226,
        61,
      ]);
      expect([faces.length, faces.filter(({ width, height }) => width <= 0 || height <= 0).length]).toEqual([
        39_708, 11,
      ]);
      const counted = (setting: string): number => faces.filter((face) => face.settings.includes(setting)).length;
      expect(settings.map((setting) => [setting, counted(setting)])).toEqual([
        ['easy', 7211],
        ['medium', 13_319],
        ['hard', 31_958],
      ]);
      expect(images[0]?.name).toBe('0--Parade/0_Parade_marchingband_1_465');
      expect(images[0]?.faces[0]).toMatchObject({ x: 345, y: 211, width: 4, height: 4 });
    });

    test('is read as text too', async () => {
      const { annotations } = await readAnnotations(sharedPath('data/wider/train/wider_face_train_bbx_gt.txt'));
      expect([annotations.images.length, annotations.images[0]]).toMatchObject([
        121,
        { name: '1--Handshaking/1_Handshaking_Handshaking_1_409', faces: [{ x: 467, y: 95, width: 112, height: 150 }] },
      ]);
    });
  },
  'data/wider',
);
