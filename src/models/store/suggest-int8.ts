import { hasVnni } from '../../files/processor.ts';
import { findInstalled } from './find-model.ts';

/**
 * A line for the user of a model whose int8 form is installed, where the processor is made for int8; else undefined. Only FaceNet's: a small
 * network gains little.
 *
 * @param folder of installed models
 * @param isMadeForInt8 whether the processor has VNNI; default: as this one
 */
export async function suggestInt8(
  model: string | undefined,
  folder: string,
  isMadeForInt8 = hasVnni(),
): Promise<string | undefined> {
  if (model !== 'facenet-vggface2' || !isMadeForInt8) return undefined;
  const int8 = `${model}-int8`;
  if (!(await findInstalled(int8, folder))) return undefined;
  return `This processor computes int8 faster than floats: ${int8}, which is installed, takes about half of the time of ${model}.`;
}
