/** An index: what belongs to a key, each member by its own name and in order of its addition. */

export class Groups<T> {
  readonly #groups = new Map<string, Map<string, T>>();

  /** A member that is there already keeps its turn. */
  add(key: string, name: string, member: T): void {
    const group = this.#groups.get(key) ?? new Map<string, T>();
    group.set(name, member);
    this.#groups.set(key, group);
  }

  remove(key: string, name: string): void {
    const group = this.#groups.get(key);
    group?.delete(name);
    if (group?.size === 0) this.#groups.delete(key);
  }

  at(key: string): T[] {
    return [...(this.#groups.get(key)?.values() ?? [])];
  }
}
