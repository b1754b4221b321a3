import { preparedFolder } from '../../facenet/networks/prepared-model.ts';
import type { InstalledModel } from '../../models/store/install.ts';
import { startModelThread } from './model-thread.ts';

type Installed = Pick<InstalledModel, 'info' | 'file'>;

/**
 * Makes an embedder that was just installed ready on this processor, so that its first use is as quick, and takes as little memory, as
 * every other. What fails here is left to that first use, which makes it ready itself or says why it cannot.
 */
export async function prepareAhead({ info, file }: Installed, cache: string): Promise<void> {
  if (info.role === 'detector' || info.architecture === 'onnx') return;
  await using thread = startModelThread({ model: file, prepared: preparedFolder(cache) });
  await thread.share().catch(() => undefined);
}
