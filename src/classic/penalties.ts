import { z } from 'zod';
import { invalidOption } from '../errors.js';

/** What a parameter may be, and is when nobody says. */
interface Parameter {
  readonly usual: number;
  readonly expected: string;
  readonly allows: (gamma: number) => boolean;
}

const positive = (usual: number): Parameter => ({
  usual,
  expected: 'a number > 0',
  allows: (gamma) => gamma > 0,
});

/** The concave penalties g_λ and their γ, in units of the largest singular value. */
const parameters = {
  'capped-l1': positive(0.5),
  etp: positive(10),
  geman: positive(0.1),
  laplace: positive(0.1),
  logarithm: positive(10),
  lp: { usual: 0.5, expected: 'a number > 0 and <= 1', allows: (p) => p > 0 && p <= 1 },
  mcp: { usual: 3, expected: 'a number > 1', allows: (gamma) => gamma > 1 },
  scad: { usual: 3.7, expected: 'a number > 2', allows: (gamma) => gamma > 2 },
} as const satisfies Readonly<Record<string, Parameter>>;

export type PenaltyName = keyof typeof parameters;

export const penaltyNames = Object.keys(parameters) as [PenaltyName, ...PenaltyName[]];

const usual = penaltyNames.map((name) => `${name} ${parameters[name].usual}`).join(', ');

/** Settings that name a penalty. */
export const penaltyShape = {
  penalty: z
    .enum(penaltyNames)
    .default('logarithm')
    .describe('g_λ, the penalty of a singular value; all are concave'),
  gamma: z.number().optional().describe(`γ of the penalty, p of lp; left out: ${usual}`),
} as const;

/**
 * γ of the penalty, the usual one where none is given.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for one that the penalty does not take
 */
export function gammaOf({
  penalty,
  gamma,
}: {
  readonly penalty: PenaltyName;
  readonly gamma?: number | undefined;
}): number {
  const { usual, expected, allows }: Parameter = parameters[penalty];
  if (gamma !== undefined && !allows(gamma)) {
    throw invalidOption(`${expected} with penalty ${penalty}`, 'method.gamma', gamma);
  }
  return gamma ?? usual;
}
