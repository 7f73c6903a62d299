/** What commands write to: the process's streams, or a test's. */
export interface Terminal {
  /** Results. */
  readonly out: Sink;
  /** Progress and errors. */
  readonly err: Sink;
}

export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}
