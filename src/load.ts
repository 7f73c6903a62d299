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

/** Seconds of one core for each r·(|Ω| + Σ k²) of a step on factors, whose passes wait for memory. */
const secondsPerFactored = 2e-10;

/**
 * What a run would take, by a model that knows products alone: 5e-11 s·rows·cols·(rows + cols)·steps.
 *
 * @param deviceBytes what the engine takes for it
 */
export function loadOf(spec: NativeSpec, deviceBytes: number): Load | CpuOnly {
  if (isCpuOnly(spec)) return blocksLoad;
  const { rows, cols, stopping } = spec;
  const perStep = secondsPerProduct * rows * cols * (rows + cols);
  return { cpuSeconds: perStep * stopping.steps, deviceBytes };
}

/**
 * The same where X is never formed: 2e-10 s·r·(|Ω| + Σ k²)·steps, with r the least inner width, |Ω| the
 * observed entries and k the sides that Laplacians relate.
 */
export function sparseLoad(
  spec: NativeSpec,
  observed: number,
  deviceBytes: number,
): Load | CpuOnly {
  const { rows, cols, representation, regularizers, stopping } = spec;
  if (isCpuOnly(spec) || !('widths' in representation)) return blocksLoad;
  const squares = regularizers.map((part) =>
    'over' in part ? orderOf(part.over, { rows, cols }) ** 2 : 0,
  );
  const entries = squares.reduce((sum, square) => sum + square, observed);
  const perStep = secondsPerFactored * Math.min(...representation.widths) * entries;
  return { cpuSeconds: perStep * stopping.steps, deviceBytes };
}

const blocksLoad: CpuOnly = { cpuOnly: 'Schatten blocks compute on the CPU.' };

function isCpuOnly({ representation }: NativeSpec): boolean {
  return representation.type === 'schatten-blocks';
}
