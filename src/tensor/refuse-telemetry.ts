/**
 * ONNX Runtime reports its use to Microsoft from version 1.29 on, and keeps an identifier of the device in the cache folder of the
 * user. Who works with photographs of people does not want that. Imported for its effect, before the runtime is, which reads the
 * variable once when it is loaded. Worker threads have a copy of the environment that the runtime does not see: the main thread
 * must import this too. Who sets the variable to something else, or to nothing, keeps it.
 */
process.env.ORT_DISABLE_TELEMETRY ??= '1';
