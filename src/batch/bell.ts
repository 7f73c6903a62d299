/** Tells whoever waits that something may have changed; what it is, they look up themselves. */
export class Bell {
  #waiting: (() => void)[] = [];

  ring(): void {
    const woken = this.#waiting;
    this.#waiting = [];
    for (const wake of woken) wake();
  }

  /** Resolves when the bell rings the next time. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
