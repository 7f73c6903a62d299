import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const arrayNames = ['target', 'mask', 'factor0', 'factor1', 'factor2', 'rows', 'cols'] as const;
type ArrayName = (typeof arrayNames)[number];

/**
 * One AIR-Net problem with its starting values, so that everybody computes the same: three factors,
 * X = factor0·factor1·factor2, and the free matrices of the Laplacians over rows and columns.
 */
export interface Problem {
  readonly rows: number;
  readonly cols: number;
  /** Weight of each Laplacian. */
  readonly weight: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Row-major; the mask is 1 where observed. */
  readonly arrays: Readonly<Record<ArrayName, Float32Array>>;
}

const headSchema = z.object({
  rows: z.number(),
  cols: z.number(),
  weight: z.number(),
  learningRate: z.number(),
  beta1: z.number(),
  beta2: z.number(),
  epsilon: z.number(),
});

/** Uniform draws on (0, 1) from the multiplicative congruential generator of Lewis, Goodman & Miller. */
function uniforms(seed: number): () => number {
  const modulus = 2 ** 31 - 1;
  let state = seed;
  return () => {
    state = (state * 16807) % modulus;
    return state / modulus;
  };
}

function filled(count: number, draw: () => number): Float32Array {
  return Float32Array.from({ length: count }, draw);
}

/** A matrix in [0, 1] with 30 % missing, and a start at which X is about as large. */
export function makeProblem(rows: number, cols: number): Problem {
  const draw = uniforms(20210909);
  // Entries of a product of three have the standard deviation rows·σ³; a uniform draw on ±√3σ has σ.
  const bound = Math.sqrt(3) * Math.cbrt(0.3 / rows);
  const within = (limit: number) => () => limit * (2 * draw() - 1);
  return {
    rows,
    cols,
    weight: 1e-4,
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    arrays: {
      target: filled(rows * cols, draw),
      mask: filled(rows * cols, () => (draw() < 0.7 ? 1 : 0)),
      factor0: filled(rows * rows, within(bound)),
      factor1: filled(rows * rows, within(bound)),
      factor2: filled(rows * cols, within(bound)),
      rows: filled(rows * rows, within(1 / Math.sqrt(rows))),
      cols: filled(cols * cols, within(1 / Math.sqrt(cols))),
    },
  };
}

/** Writes problem.json and one NAME.f32 of little-endian floats for each array. */
export async function writeProblem(problem: Problem, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { arrays, ...head } = problem;
  await writeFile(path.join(folder, 'problem.json'), JSON.stringify(head));
  for (const name of arrayNames) {
    await writeFile(path.join(folder, `${name}.f32`), new Uint8Array(arrays[name].buffer));
  }
}

export async function readProblem(folder: string): Promise<Problem> {
  const head = headSchema.parse(
    JSON.parse(await readFile(path.join(folder, 'problem.json'), 'utf8')),
  );
  const arrays: Partial<Record<ArrayName, Float32Array>> = {};
  for (const name of arrayNames) {
    const bytes = await readFile(path.join(folder, `${name}.f32`));
    arrays[name] = new Float32Array(new Uint8Array(bytes).buffer);
  }
  return { ...head, arrays: arrays as Record<ArrayName, Float32Array> };
}

/** Floating-point operations that a step needs in its ten products; a Gram matrix counts at and below the diagonal. */
export function stepFlops(rows: number, cols: number): number {
  const chain = 6 * rows ** 3 + 6 * rows ** 2 * cols;
  const laplacians = 2 * rows ** 2 * cols + 2 * rows * cols ** 2;
  const grams = rows * (rows + 1) * cols + cols * (cols + 1) * rows;
  return chain + laplacians + grams;
}
