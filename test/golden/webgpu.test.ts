import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { AlignmentRecord } from '../../src/dataset/alignment-record.ts';
import { beside } from '../support/beside.ts';
import { PROJECT, startCli } from '../support/cli.ts';
import {
  cosine,
  FACENET_CROPS,
  MOBILEFACENET_CROPS,
  readReferenceImages,
  type ReferenceImage,
} from '../support/faces/embeddings.ts';
import { compareFaces, type ReferenceFace } from '../support/faces/face-agreement.ts';
import { largestDifference } from '../support/largest-difference.ts';
import { describeOperation, toleranceOf } from '../support/networks/operations.ts';
import { describeWithShared, readReference, sharedPath } from '../support/shared.ts';
import { readCases, type StoredTensor } from '../support/networks/stored-tensors.ts';
import { useTemporaryFolders } from '../support/temporary.ts';
import { describeWithVulkan, onSwiftShader } from '../support/networks/vulkan.ts';

/** The tolerances of the processor (`mtcnn.test.ts`, `embeddings.test.ts`): a driver in software rounds as float32 does. */
const PIXELS = 0.5;
const SCORE = 0.001;
const COSINE = 0.99999;
const MINUTES = 60_000;

const FACENET_OPERATIONS = new Set([
  'fixed standardisation, conv valid',
  'standardise per-image',
  'conv 3x3/1 same',
  'conv 3x3/2 valid',
  'conv 1x7 same without bias',
  'max-pool 3/2 valid',
  'global-average-pool',
  'dense over a map',
  'relu',
  'scale and add',
  'concat',
  'l2-normalise',
]);
/**
 * SwiftShader takes a minute for a face of FaceNet, so that its operations are looked at one by one; FACEKIT_ALL_IMAGES=1 gives it the face, and
 * the operations of all networks.
 */
const all = Boolean(process.env.FACEKIT_ALL_IMAGES);
const MODELS = all ? [MOBILEFACENET_CROPS, FACENET_CROPS] : [MOBILEFACENET_CROPS];
const OPERATIONS = readCases('operations').filter(({ name }) => all || FACENET_OPERATIONS.has(name));

interface Embedded {
  readonly device: string;
  readonly embeddings: readonly (readonly number[])[];
}

describeWithVulkan('WebGPU on SwiftShader', () => {
  const newFolder = useTemporaryFolders();
  /** A program that opens sessions, each of which the driver keeps waiting: the other tests run beside it. */
  let cycles: Promise<unknown>;
  beforeAll(() => {
    cycles = beside(runProgram('webgpu-cycles.mjs'));
  });

  describeWithShared('against the same references as the processor', () => {
    test(
      'MTCNN finds the faces of detect_face.py and no other',
      async () => {
        const { images } = readReference('mtcnn-lfw.json') as { images: Record<string, { faces: ReferenceFace[] }> };
        // The fewest windows for the second and third network of all images.
        const image = 'Lee_Jun/Lee_Jun_0001.jpg';
        const { faces = [] } = images[image] ?? {};
        expect(faces).toHaveLength(1);
        const [input, output] = [newFolder(), newFolder()];
        await mkdir(path.join(input, path.dirname(image)));
        await symlink(sharedPath('data', 'lfw', 'images', image), path.join(input, image));
        const align = ['align', input, output, '--jobs', '2', '--device', 'webgpu'];
        const { exitCode, stderr } = await startCli(align, { env: onSwiftShader }).result;
        expect(exitCode).toBe(0);
        expect(stderr).toContain('Detecting on webgpu, 1 worker.');
        expectQuietDrivers(stderr);
        const record = JSON.parse(await readFile(path.join(output, 'alignment.jsonl'), 'utf8')) as AlignmentRecord;
        const { sameFaces, pixels, score } = compareFaces(record.faces, faces);
        expect({ sameFaces, exact: pixels <= PIXELS && score <= SCORE }).toEqual({ sameFaces: true, exact: true });
      },
      5 * MINUTES,
    );

    test.each(MODELS)(
      '$model gives the embeddings of PyTorch',
      async ({ faceOf, embeddingOf, ...given }) => {
        const [image] = readReferenceImages() as [ReferenceImage];
        const file = path.join(newFolder(), 'faces.json');
        await writeFile(file, JSON.stringify({ ...given, faces: [faceOf(image)] }));
        const { device, embeddings } = (await runProgram('webgpu-embeddings.mjs', file)) as Embedded;
        expect(device).toBe('webgpu');
        expect(cosine(Float32Array.from(embeddings[0] ?? []), embeddingOf(image))).toBeGreaterThanOrEqual(COSINE);
      },
      5 * MINUTES,
    );
  });

  test(
    'every operation of FaceNet agrees with PyTorch',
    async () => {
      expect(OPERATIONS.length).toBeGreaterThanOrEqual(FACENET_OPERATIONS.size);
      const file = path.join(newFolder(), 'operations.json');
      await writeFile(file, JSON.stringify(OPERATIONS.map((each) => ({ ...each, ...describeOperation(each) }))));
      const results = (await runProgram('webgpu-operations.mjs', file)) as StoredTensor[];
      const wrong = OPERATIONS.flatMap((each, i) => {
        const { shape, data } = results[i] ?? { shape: [], data: [] };
        const difference = largestDifference(data, each.expected.data);
        const agrees = difference < toleranceOf(each) && String(shape) === String(each.expected.shape);
        return agrees ? [] : [{ name: each.name, shape, difference }];
      });
      expect(wrong).toEqual([]);
    },
    5 * MINUTES,
  );

  describe('the device', () => {
    test('facekit devices names the adapter, and that it is software, which `auto` does not take', async () => {
      const { stdout, stderr } = await startCli(['devices', '--json'], { env: onSwiftShader }).result;
      expect(stderr).toBe('');
      const { engines } = JSON.parse(stdout) as {
        engines: { engine: string; devices: { device: string; adapter?: string }[] }[];
      };
      const webgpu = engines[0]?.devices.find(({ device }) => device === 'webgpu');
      expect(webgpu).toMatchObject({ present: true, software: true });
      expect(webgpu?.adapter).toContain('SwiftShader');
    });

    test(
      '100 sessions that were opened, run and disposed leave nothing behind',
      async () => {
        const { early, late } = (await cycles) as Record<'early' | 'late', Held>;
        expect([late.files, late.threads]).toEqual([early.files, early.threads]);
        expect(late.megabytes - early.megabytes).toBeLessThan(20);
      },
      5 * MINUTES,
    );

    test('a device that fails is one line', async () => {
      const env = { ...onSwiftShader, VK_DRIVER_FILES: '/nowhere.json' };
      const photograph = 'datasets/sample/Guest/Guest_0001.jpg';
      const { exitCode, stderr } = await startCli(
        ['compare', photograph, photograph, '--device', 'webgpu', '--quiet'],
        {
          env,
        },
      ).result;
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /^facekit: Expected the device webgpu but it cannot be used here: .*No supported adapters.*\n$/,
      );
    });
  });
});

interface Held {
  readonly files: number;
  readonly threads: number;
  readonly megabytes: number;
}

/** What drivers and their loader write by themselves. */
const expectQuietDrivers = (stderr: string): void => {
  expect(stderr).not.toMatch(/XDG_RUNTIME_DIR|vkCreate|Vulkan|Warning|dawn/i);
};

/** Runs a program of `test/support` that answers with JSON. */
async function runProgram(name: string, ...args: string[]): Promise<unknown> {
  const program = path.join(PROJECT, 'test/support/networks', name);
  const env = { ...process.env, ...onSwiftShader };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...args], { env });
  expectQuietDrivers(stderr);
  return JSON.parse(stdout);
}
