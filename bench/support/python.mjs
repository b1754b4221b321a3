import { spawnSync } from 'node:child_process';

/** What starts Python: PYTHON names another one. */
export const PYTHON = process.env.PYTHON ?? 'python3';

/** The first Python that has a module: of PYTHON, the path, and Debian's. Undefined where none has. */
export function findPython(module) {
  const candidates = [PYTHON, 'python3', '/usr/bin/python3'];
  return candidates.find((python) => spawnSync(python, ['-c', `import ${module}`]).status === 0);
}

/** The environment in which PyTorch has so many threads: `set_num_threads` alone leaves some of its libraries all cores. */
export const withThreads = (threads) => ({
  ...process.env,
  OMP_NUM_THREADS: String(threads),
  OPENBLAS_NUM_THREADS: String(threads),
});
