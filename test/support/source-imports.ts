import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** An import of one source file by another; both relative to `src`, with forward slashes. */
export interface SourceImport {
  readonly from: string;
  readonly to: string;
}

/** The TypeScript files below `src`, relative to it. The kernels' AssemblyScript is a program of its own. */
export const sourceFiles = (): string[] =>
  readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('kernels/assembly/'))
    .sort();

/** Every import between source files: static ones, lazy ones, and those of types. */
export const sourceImports = (): SourceImport[] =>
  sourceFiles().flatMap((from) => {
    const text = readFileSync(path.join(ROOT, 'src', from), 'utf8');
    const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] ?? '');
    return specifiers.map((each) => ({ from, to: path.posix.join(path.posix.dirname(from), each) }));
  });

/** The source files that a source file loads at once, itself included: what is imported lazily, or for its types alone, is not among them. */
export function loadedWith(entry: string): ReadonlySet<string> {
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    const text = readFileSync(path.join(ROOT, 'src', file), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/^(?:import|export)\s(?!type\b)(?:[^;]*?\sfrom\s)?'(\.[^']+)'/gm))
      load(path.posix.join(path.posix.dirname(file), specifier));
  };
  load(entry);
  return loaded;
}

/** Groups of folders that import each other in a circle; empty when there is none (Tarjan's strongly connected components). */
export function circles(edges: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const visit = (node: string): number => {
    const index = order.size;
    order.set(node, index);
    low.set(node, index);
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      const reached = order.has(next) ? (stack.includes(next) ? order.get(next) : undefined) : visit(next);
      low.set(node, Math.min(low.get(node) ?? index, reached ?? Infinity));
    }
    if (low.get(node) === index) {
      const group = stack.splice(stack.indexOf(node));
      if (group.length > 1) found.push(group.sort());
    }
    return low.get(node) ?? index;
  };
  for (const node of edges.keys()) if (!order.has(node)) visit(node);
  return found;
}
