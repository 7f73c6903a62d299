// Activations with and without total variation on a picture of text, the more of it is missing (after
// tables 1 and 2 of the RDMF paper, whose picture is not public).
import { complete, measure, type Options, type Regularizer, randomMask } from 'lacuna';
import type { ResultsTable } from './results-table.js';
import { side, textPicture } from './text-picture.js';

const activations = ['linear', 'relu', 'sigmoid', 'tanh'] as const;
const variation: Regularizer = { type: 'tv-l2', weight: 1 / 240, epsilon: 1e-3 };
const withVariation = ' + TV';

export const rdmfTable: ResultsTable = {
  title: 'RDMF on a picture of text, missing at random',
  measures: ['NMAE over the missing entries', 'effective rank'],
  rows: activations.flatMap((activation) => [activation, activation + withVariation]),
  columns: ['30 %', '50 %', '70 %', '90 %', '99 %'],
  compute: async (row, column) => {
    const truth = { data: await textPicture(), rows: side, cols: side };
    const mask = randomMask(truth, Number.parseInt(column, 10) / 100, 0);
    const result = await complete(truth, { ...optionsOf(row), mask });
    const [rank] = (result.instruments?.effectiveRank?.values ?? []).slice(-1);
    return [measure(result.matrix, truth, mask).nmae, rank as number];
  },
};

/** The preset with another activation: three layers of 240, 8,000 steps. */
function optionsOf(row: string): Options {
  const activation = activations.find((name) => row.startsWith(name)) as Activation;
  return {
    method: 'rdmf',
    validation: false,
    representation: { type: 'activated-network', activation },
    regularizers: row.endsWith(withVariation) ? [variation] : [],
    scale: 'none',
    threads: 1,
    instruments: { effectiveRank: { every: 8000 } },
  };
}

type Activation = (typeof activations)[number];
