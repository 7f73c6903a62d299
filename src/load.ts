import type { CpuOnly, Load } from './device.js';
import type { NativeSpec } from './native/addon.js';
import { orderOf } from './over.js';

/** Why classical methods have no other device. */
export const classicLoad: CpuOnly = { cpuOnly: 'Classical methods compute on the CPU.' };

/** And why `auto` has none: its models are held against each other on one device. */
export const autoLoad: CpuOnly = {
  cpuOnly: 'Method auto compares methods of which some compute on the CPU only.',
};

/** Seconds of one core for each rows·cols·(rows + cols) of a step: AIR-Net takes 9.2 multiply-adds of it. */
const secondsPerProduct = 5e-11;

/**
 * Seconds of one core for each r·(|Ω| + Σ k²) of a step on factors, whose passes wait for memory, or
 * r·(|Ω| + 5·r·(rows + cols)) of one on Schatten blocks, where five products take the factors' sides.
 */
const secondsPerFactored = 2e-10;

/**
 * What a run would take, by a model that knows products alone: 5e-11 s·rows·cols·(rows + cols)·steps. Schatten
 * blocks count as in `sparseLoad`, with every entry observed.
 *
 * @param deviceBytes what the engine takes for it
 */
export function loadOf(spec: NativeSpec, deviceBytes: number): Load {
  const { rows, cols, representation, stopping } = spec;
  if (representation.type === 'schatten-blocks') return sparseLoad(spec, rows * cols, deviceBytes);
  const perStep = secondsPerProduct * rows * cols * (rows + cols);
  return { cpuSeconds: perStep * stopping.steps, deviceBytes };
}

/**
 * The same where X is never formed: 2e-10 s·r·(|Ω| + s)·steps, with r the least inner width, |Ω| the observed
 * entries, and s the sum of k² over the sides that Laplacians relate, or 5·r·(rows + cols) for Schatten blocks.
 */
export function sparseLoad(spec: NativeSpec, observed: number, deviceBytes: number): Load {
  const { representation, stopping } = spec;
  const rank = 'widths' in representation ? Math.min(...representation.widths) : 1;
  const perStep = secondsPerFactored * rank * (observed + besideEntries(spec, rank));
  return { cpuSeconds: perStep * stopping.steps, deviceBytes };
}

function besideEntries({ rows, cols, representation, regularizers }: NativeSpec, rank: number) {
  if (representation.type === 'schatten-blocks') return 5 * rank * (rows + cols);
  const squares = regularizers.map((part) =>
    'over' in part ? orderOf(part.over, { rows, cols }) ** 2 : 0,
  );
  return squares.reduce((sum, square) => sum + square, 0);
}
