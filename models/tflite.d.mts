/** What `readTflite` finds in a TensorFlow Lite file. Shapes and data as the file has them. */
export interface TfliteModel {
  readonly operators: readonly {
    readonly name: string;
    /** Places of tensors; −1 for an optional input that is not there. */
    readonly inputs: readonly number[];
    readonly outputs: readonly number[];
    readonly options: Readonly<Record<string, string | number>>;
  }[];
  readonly tensors: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly type: string;
    /** Undefined for a tensor that is computed. */
    readonly data: Float32Array | Int32Array | Uint8Array | undefined;
  }[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export function readTflite(bytes: Uint8Array, source: string): TfliteModel;
