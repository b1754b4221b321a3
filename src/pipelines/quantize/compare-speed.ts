import { spreadOf } from '../../core/percentiles.ts';
import type { RgbImage } from '../../core/image.ts';
import { loadEmbedder } from '../../facenet/embedder.ts';
import type { LoadedNetwork } from '../../models/model-info.ts';
import { openOnnxRuntime } from '../../tensor/onnx/open-runtime.ts';

/** What a face takes on one thread of this machine. */
export interface SpeedOfBoth {
  /** Milliseconds a face with the float32 model. */
  readonly floats: number;
  /** Milliseconds a face with the int8 model. */
  readonly int8: number;
  /** How many times as fast the int8 model is: the median of the turns. */
  readonly ratio: number;
}

const BATCH = 8;
const TURNS = 5;

/** Measures a model and its int8 form in turns, so that what else the machine does strikes both alike. After a signal, once only. */
export async function compareSpeed(
  model: LoadedNetwork,
  int8Model: LoadedNetwork,
  signal: AbortSignal,
): Promise<SpeedOfBoth> {
  await using floats = await openTimer(model);
  await using int8 = await openTimer(int8Model);
  const turns: (readonly [floats: number, int8: number])[] = [];
  do turns.push([await floats.time(), await int8.time()]);
  while (turns.length < TURNS && !signal.aborted);
  return {
    floats: spreadOf(turns.map((turn) => turn[0])).median,
    int8: spreadOf(turns.map((turn) => turn[1])).median,
    ratio: spreadOf(turns.map((turn) => turn[0] / turn[1])).median,
  };
}

interface Timer extends AsyncDisposable {
  /** Milliseconds a face. */
  time(): Promise<number>;
}

async function openTimer(model: LoadedNetwork): Promise<Timer> {
  const embedder = await loadEmbedder(await openOnnxRuntime({ device: 'cpu', threads: 1 }), model);
  const faces = Array.from({ length: BATCH }, () => madeUpFace(model.info.inputSize));
  const embed = () => embedder.embed(faces, { batchSize: BATCH });
  // The first run makes ready what later ones find.
  await embed();
  return {
    time: async () => {
      const start = performance.now();
      await embed();
      return (performance.now() - start) / BATCH;
    },
    [Symbol.asyncDispose]: () => embedder.dispose(),
  };
}

const madeUpFace = (side: number): RgbImage => ({
  width: side,
  height: side,
  data: Uint8Array.from({ length: side * side * 3 }, (_, i) => (i * 31) & 255),
});
