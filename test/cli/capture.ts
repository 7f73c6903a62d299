import { run } from '../../src/cli/program.js';

export interface Captured {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process and keeps what it prints. */
export async function capture(args: readonly string[], isTTY = false): Promise<Captured> {
  let out = '';
  let err = '';
  const status = await run(args, {
    out: { write: (text) => (out += text) },
    err: { write: (text) => (err += text), isTTY, columns: 60 },
  });
  return { status, out, err };
}
