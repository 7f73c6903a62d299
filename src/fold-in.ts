import { complete } from './complete.js';
import type { Completion } from './completion.js';
import { invalidInput, LacunaError } from './errors.js';
import { readGrid } from './grid.js';
import type { MatrixInput } from './matrix.js';
import type { Options } from './options/schema.js';

/** What `foldIn` accepts: the options of `complete` but for those that the network decides. */
export type FoldInOptions = Omit<Options, 'method' | 'representation' | 'scale'>;

/**
 * Completes other rows with a network that is trained already: only their inputs Z are learned, from
 * 0, by the method of the completion unless options say otherwise.
 *
 * @param completion of a method whose representation is a latent-network, with option `parameters`
 * @param input rows with the columns of the completion, as `complete` takes them
 * @throws {LacunaError} like `complete`, and `LACUNA_INVALID_INPUT` for a completion without
 * parameters or another number of columns
 */
export async function foldIn(
  completion: Pick<Completion, 'method' | 'parameters'>,
  input: MatrixInput,
  options: FoldInOptions = {},
): Promise<Completion> {
  const { method, parameters: network } = completion;
  if (network === undefined) {
    throw new LacunaError(
      'LACUNA_INVALID_INPUT',
      'Expected a completion with parameters for completion but received one without; option ' +
        'parameters keeps them, and a run that diverged or had nothing to learn has none',
    );
  }
  const { weights, biases, latent, scale, ...form } = network;
  const { latentDecay, weightDecay, activation, outputActivation } = form;
  const cols = weights.at(-1)?.cols ?? 0;
  const grid = readGrid(input, 'input', invalidInput);
  if (grid.cols !== cols) {
    const rows = `rows of ${cols} entries, as the network makes them,`;
    throw new LacunaError(
      'LACUNA_INVALID_INPUT',
      `Expected ${rows} for input but received rows of ${grid.cols}`,
    );
  }
  return complete(input, {
    ...options,
    method,
    scale: scale === 'none' ? scale : [...scale],
    representation: {
      type: 'latent-network',
      latent: latent.cols,
      widths: weights.slice(0, -1).map((weight) => weight.cols),
      activation,
      outputActivation,
      weightDecay,
      latentDecay,
      weights: [...weights],
      biases: [...biases],
      trainable: 'latent',
    },
  });
}
