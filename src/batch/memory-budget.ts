import { availableBytes, requireMemory } from '../available-memory.js';
import { abortable } from './abortable.js';
import { Bell } from './bell.js';

/** Something that takes memory. */
export interface Need {
  readonly bytes: number;
  /** What takes them, for the message: `a 20000×20000 matrix`. */
  readonly what: string;
}

/**
 * The memory that items in flight share. Their estimates are summed up, because those that wait for
 * cores have not taken theirs yet: a look at what is free would promise it to several of them.
 */
export class MemoryBudget {
  readonly #released = new Bell();
  readonly #available: () => number;
  #reserved = 0;
  #total = 0;

  /** @param available bytes that the process may still take */
  constructor(available: () => number = availableBytes) {
    this.#available = available;
  }

  /**
   * Waits until the bytes fit beside those already reserved.
   *
   * @returns gives them back; to be called once
   * @throws {LacunaError} `LACUNA_OUT_OF_MEMORY` when they do not fit although nothing else is in
   * flight; the signal's reason when it aborts
   */
  async reserve({ bytes, what }: Need, signal: AbortSignal): Promise<() => void> {
    while (this.#reserved > 0 && !this.#fits(bytes)) await abortable(this.#released.next(), signal);
    if (this.#reserved === 0) {
      this.#total = this.#available();
      requireMemory(bytes, what, this.#total);
    }
    this.#reserved += bytes;
    return () => {
      this.#reserved -= bytes;
      this.#released.ring();
    };
  }

  #fits(bytes: number): boolean {
    return this.#reserved + bytes <= this.#total && bytes <= this.#available();
  }
}
