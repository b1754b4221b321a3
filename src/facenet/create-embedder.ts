import type { EngineOptions } from '../tensor/engine.ts';
import type { Standardisation } from '../tensor/network.ts';
import { openEngine } from '../tensor/engines/open-engine.ts';
import type { LoadedModel } from '../models/model-info.ts';
import { pickDefaultModel, readModel } from '../models/store/find-model.ts';
import { loadEmbedder, type Embedder } from './embedder.ts';

export interface EmbedderOptions extends EngineOptions {
  /** A known or installed model's name, or a file that facekit wrote. Default: facenet-vggface2 when installed, else mobilefacenet. */
  readonly model?: string | undefined;
  /** Instead of the one that the model was trained with. */
  readonly standardisation?: Standardisation | undefined;
  /**
   * Receives a line when no model was named and the small one is used, one when a known model's weights are not the published ones,
   * and those of the engine.
   */
  readonly onNotice?: ((line: string) => void) | undefined;
}

/**
 * Loads an embedding model.
 *
 * @throws FacekitError `device-missing`, and those of `readModel`.
 */
export async function createEmbedder(options: EmbedderOptions = {}): Promise<Embedder> {
  const model = await readEmbedder(options);
  return loadEmbedder(await openEngine(options), model, options.standardisation);
}

/** Reads the model that is asked for, or the default one. Throws as `readModel`. */
export async function readEmbedder({
  model,
  onNotice,
}: Pick<EmbedderOptions, 'model' | 'onNotice'>): Promise<LoadedModel> {
  const { name, notice } = model === undefined ? await pickDefaultModel() : { name: model };
  if (notice !== undefined) onNotice?.(notice);
  const loaded = await readModel(name);
  if (loaded.unpublished !== undefined) onNotice?.(`Using ${name}: ${loaded.unpublished}.`);
  return loaded;
}
