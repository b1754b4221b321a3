/** Items in groups that grow together; a group is called by the smallest of its items. */
export class Partition {
  /** Of each item one that is smaller and in the same group, or itself. */
  readonly #parents: Int32Array;

  constructor(count: number) {
    this.#parents = Int32Array.from({ length: count }, (_, i) => i);
  }

  /** Makes two groups one, by their names; the first is the smaller. */
  join(kept: number, gone: number): void {
    this.#parents[gone] = kept;
  }

  /** The names of the groups of items, each once, ascending. */
  namesOf(items: readonly number[]): number[] {
    return [...new Set(items.map((item) => this.#nameOf(item)))].sort((a, b) => a - b);
  }

  /** All groups, the largest first, then by their names; the items of each ascending. */
  groups(): number[][] {
    const byName = new Map<number, number[]>();
    for (const item of this.#parents.keys()) {
      const name = this.#nameOf(item);
      const group = byName.get(name);
      if (group) group.push(item);
      else byName.set(name, [item]);
    }
    return [...byName.values()].sort((a, b) => b.length - a.length);
  }

  #nameOf(item: number): number {
    let name = item;
    for (let parent = this.#parents[name] ?? name; parent !== name; parent = this.#parents[name] ?? name) name = parent;
    this.#parents[item] = name;
    return name;
  }
}
