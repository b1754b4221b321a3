import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { run } from '../../src/main.ts';
import { readModel } from '../../src/models/store/find-model.ts';
import { startCli } from '../support/cli.ts';
import { sendFile, useFileServers } from '../support/programs/file-server.ts';
import { createTestIo } from '../support/io.ts';
import { describeWithShared, sharedPath } from '../support/shared.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

const serve = useFileServers();
const temporary = useTemporaryFolders();
const WEIGHTS = 'data/facenet_nhwc/weights';

/** hashlib over the file's tensors in the order of their names: `<name> <sizes, joined with x>\n`, then the data. */
const SHA256 = 'c8829fac21331386a010fa26ce547618db10d67406442f7e579f9bf1c0b1c6f2';

describeWithShared('facenet-vggface2', () => {
  test('is the same whether it is pulled or imported', async () => {
    const [pulled, imported] = [temporary(), temporary()];
    const { url, requests } = await serve((request, response) => {
      const name = path.basename(request.url ?? '');
      sendFile(readFileSync(sharedPath(WEIGHTS, name)))(request, response);
    });

    const pull = createTestIo({ env: { FACEKIT_CACHE: pulled, FACEKIT_MODELS_URL: url } });
    expect(await run(['models', 'pull', 'facenet-vggface2', '--json'], pull.io)).toBe(0);
    expect(JSON.parse(pull.stdout())).toMatchObject({ status: 'installed', fetched: 266, sha256: SHA256 });
    expect(requests).toHaveLength(266);

    const command = ['models', 'import', sharedPath(WEIGHTS), '--json'];
    const again = await startCli(command, { env: { FACEKIT_CACHE: imported } }).result;
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(again.stdout)).toMatchObject({ name: 'facenet-vggface2', sha256: SHA256 });
    // It is ready for this processor, so that its first use need not make it so.
    const ready = readdirSync(path.join(imported, 'prepared'));
    expect(ready).toEqual([expect.stringMatching(/^c8829fac21331386-.*\.ort$/)]);

    const files = [pulled, imported].map((folder) => path.join(folder, 'models/facenet-vggface2.safetensors'));
    const [first, second] = files.map((file) => readFileSync(file));
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
    const model = await readModel(files[0] ?? '');
    expect(model).toMatchObject({ sha256: SHA256, info: { dimension: 512, inputSize: 160 } });
    expect(model).not.toHaveProperty('unpublished');
  });

  test('is not taken for another model', async () => {
    const { io, stderr } = createTestIo({ env: { FACEKIT_CACHE: temporary() } });
    expect(await run(['models', 'import', sharedPath(WEIGHTS), '--name', 'facenet-casia'], io)).toBe(1);
    expect(stderr()).toMatch(/Expected the weights of facenet-casia .* another model/);
  });
});
