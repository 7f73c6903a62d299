import type { TableData } from '../schema.js';
import { paperOf } from './paper.js';

const activations = ['linear', 'relu', 'sigmoid', 'tanh'];
const variation = { type: 'tv-l2', weight: 1 / 240, epsilon: 1e-3 };

/** The preset with another activation: three layers of 240, 8,000 steps. */
function method(activation: string, regularizers: object[]): TableData['methods'][number] {
  const hasVariation = regularizers.length > 0;
  return {
    id: hasVariation ? `${activation}-tv` : activation,
    title: hasVariation ? `${activation} + TV` : activation,
    options: {
      method: 'rdmf',
      representation: { type: 'activated-network', activation },
      regularizers,
      scale: 'none',
      instruments: { effectiveRank: { every: 8000 } },
    },
  };
}

export const rdmfTables12: TableData = {
  id: 'rdmf-tables-1-2',
  title: 'RDMF, tables 1 and 2: activations with and without total variation on a picture of text',
  paper: paperOf('rdmf', 'tables 1 and 2'),
  metrics: ['nmae', 'effectiveRank'],
  seeds: 1,
  cases: [30, 50, 70, 90, 99].map((percent) => ({
    id: `missing-${percent}`,
    title: `${percent} % missing at random`,
    problems: [{ type: 'text-picture', mask: { missing: percent / 100, seed: 0 } }],
  })),
  methods: activations.flatMap((name) => [method(name, []), method(name, [variation])]),
  notes: [
    'The picture of the paper is not public, so that its numbers cannot be compared and none is given; this one is drawn here.',
  ],
};
