import path from 'node:path';
import { expect, test } from '@jest/globals';
import { fakeServer, form, grey } from '../../support/fakes/fake-server.ts';
import { newFace } from '../../support/faces/gallery.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();

test('who has the nearest face is known by the distance from the person, however many people are nearer', async () => {
  await using server = await fakeServer(path.join(temporaryFolder(), 'friends'));
  // Ann's other face takes her mean 60 degrees away from the photograph: she is at (0 + 1) / 2, and all the others are nearer.
  await server.service.enrol(await grey(10).then(bytesOf), { person: 'Ann', name: 'ann.png' });
  const { store } = server.service;
  const others = Array.from({ length: 30 }, (_, i) => newFace(`Other ${i}`, 11 + i / 2));
  await store?.enrol([newFace('Ann', 130), ...others]);
  const recognized = async (threshold: number) => {
    const calibration = {
      method: 'quantile',
      targetFpir: 0.01,
      people: 31,
      faces: 32,
      calibrated: `${threshold}`,
    } as const;
    await store?.calibrate({ threshold, rule: 'nearest-and-mean', ...calibration });
    const photograph = await form({ file: await grey(10) });
    return (await server.send({ method: 'POST', url: '/api/v1/recognition/recognize', ...photograph })).json();
  };
  expect(await recognized(0.51)).toMatchObject({ result: [{ subjects: [{ subject: 'Ann', known: true }] }] });
  expect(await recognized(0.49)).toMatchObject({ result: [{ subjects: [{ subject: 'Ann', known: false }] }] });
});

const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());
