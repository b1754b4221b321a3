import { preparedFolder } from '../../facenet/networks/prepared-model.ts';
import type { StoredModelInfo } from '../../models/model-info.ts';
import { startModelThread } from './model-thread.ts';

interface Installed {
  readonly info: StoredModelInfo;
  readonly file: string;
}

/**
 * Makes a model that was just installed ready on this processor, so that its first use is as quick, and takes as little memory, as
 * every other. What fails here is left to that first use, which makes it ready itself or says why it cannot.
 */
export async function prepareAhead({ info, file }: Installed, cache: string): Promise<void> {
  if (info.architecture === 'onnx') return;
  await using thread = startModelThread({ model: file, prepared: preparedFolder(cache) });
  await thread.share().catch(() => undefined);
}
