import { cluster } from '../../../src/commands/cluster/cluster.ts';
import type { ClusterFlags } from '../../../src/commands/cluster/options.ts';
import type { DetectFaces } from '../../../src/pipelines/collection/crop-plan.ts';
import { embedInThisThread } from '../../../src/pipelines/collection/image-workers.ts';
import { angleEmbedder, type CommandResult } from './fake-classifier.ts';
import { faceAt } from './fake-embed.ts';
import { createTestIo } from '../io.ts';

/** One face in every image that is not black. */
const oneFace: DetectFaces = (image) => Promise.resolve((image.data[0] ?? 0) > 0 ? [faceAt(8, 8, 30, 34)] : []);

/** Two faces in every image, which look the same. */
export const twoFaces: DetectFaces = () => Promise.resolve([faceAt(0, 0, 18, 38), faceAt(20, 0, 38, 38)]);

/** Runs `cluster` in a folder with everything real but the networks: the grey of a face is the angle of its embedding. */
export async function runCluster(
  cwd: string,
  args: readonly string[],
  flags: Partial<ClusterFlags> = {},
  { detect = oneFace, signal }: { readonly detect?: DetectFaces; readonly signal?: AbortSignal } = {},
): Promise<CommandResult> {
  const { io, stdout, stderr } = createTestIo({ cwd, ...(signal && { signal }) });
  const all: ClusterFlags = { batchSize: 4, minFaces: 2, link: 'copy', threshold: 0.2, device: 'cpu', ...flags };
  const exitCode = await cluster({ args }, all, io, () => ({
    detect,
    openEmbedder: () => Promise.resolve(embedInThisThread(angleEmbedder(), detect) as never),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }));
  return { exitCode, stdout: stdout(), stderr: stderr() };
}
