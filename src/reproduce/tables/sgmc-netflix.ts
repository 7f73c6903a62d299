import type { TableData } from '../schema.js';
import { paperOf } from './paper.js';
import { netflixCase, netflixFile, netflixGraphs } from './problems.js';

const dirichlet = 0.01;
const representation = {
  type: 'spectral-chain',
  rows: { ...netflixGraphs.rows, dirichlet },
  cols: { ...netflixGraphs.cols, dirichlet },
};

export const sgmcNetflix: TableData = {
  id: 'sgmc-netflix',
  title: 'SGMC on synthetic ratings',
  paper: paperOf('sgmc', 'the synthetic Netflix matrix'),
  metrics: ['nmae', 'rmse'],
  cases: [
    {
      id: 'split',
      title: 'the split of the file: 15 % observed, 15 % measured',
      problems: [
        {
          type: 'matrix',
          file: netflixFile,
          variable: 'M',
          mask: { file: netflixFile, variable: 'Otraining', test: 'Otest' },
        },
      ],
    },
    ...[70, 75, 80].map(netflixCase),
  ],
  methods: [
    { id: 'sgmc', title: 'SGMC', options: { method: 'sgmc', representation } },
    {
      id: 'sgmc-c',
      title: 'SGMC, only C',
      options: {
        method: 'sgmc',
        representation: { ...representation, train: ['C'] },
        optimizer: { learningRate: 0.1 },
        stopping: { steps: 3000 },
      },
    },
    {
      id: 'dmf',
      title: 'DMF, sum of squares',
      options: { method: 'dmf', fidelity: 'sse' },
    },
    { id: 'lmafit', title: 'LMaFit', options: { method: 'lmafit' } },
    {
      id: 'gauss-newton',
      title: 'damped Gauss–Newton steps, rank by rank',
      options: { method: 'gauss-newton', validation: {} },
    },
  ],
  notes: [
    'Numbers of the paper are not known here.',
    "The program keeps the step of the least error at the entries that are to be found; here a run's last step counts.",
  ],
};
