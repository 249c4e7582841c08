/** Tells those who want to know that something has changed. */
export class Signal {
  private readonly listeners = new Set<() => void>();

  /** @returns what ends it */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  readonly emit = (): void => {
    for (const listener of Array.from(this.listeners)) listener();
  };
}
