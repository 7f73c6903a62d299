import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { type Command, runForJson } from '../child.js';
import { makeProblem, writeProblem } from '../problem.js';

const answerSchema = z.object({
  losses: z.array(z.number()).optional(),
  seconds: z.array(z.number()).optional(),
  about: z.record(z.string(), z.string()).optional(),
});

export type Answer = z.output<typeof answerSchema>;

/** Runs a program that answers with one line of JSON. */
export async function ask(command: Command): Promise<Answer> {
  const lines = await runForJson(command);
  return answerSchema.parse(lines.at(-1));
}

/** A module of the harness, beside this one once compiled, as a program of its own. */
export function ownProgram(name: string, ...args: readonly (string | number)[]): Command {
  const file = path.resolve(import.meta.dirname, '..', name);
  return { program: process.execPath, arguments: [file, ...args.map(String)] };
}

/** Calls `use` with a folder that holds the problem, and removes it afterwards. */
export async function withProblem<T>(
  shape: { readonly rows: number; readonly cols: number },
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lacuna-bench-'));
  try {
    await writeProblem(makeProblem(shape.rows, shape.cols), folder);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
