import type { TableData } from '../schema.js';
import { paperOf } from './paper.js';
import { pictureCase } from './problems.js';

const measured = {
  traceEvery: 100,
  instruments: { nmae: { every: 100 }, effectiveRank: { every: 500 }, energies: { every: 100 } },
};

export const airnetCourse: TableData = {
  id: 'airnet-course',
  title: 'AIR-Net on its way: error, effective rank and energies against steps',
  paper: paperOf('airnet', 'figures on the course of training'),
  metrics: ['nmae', 'leastNmae', 'effectiveRank'],
  seeds: 1,
  cases: (['random-30', 'patch', 'texture'] as const).map((mask) => pictureCase('barbara', mask)),
  methods: [
    { id: 'dmf', title: 'DMF', options: { method: 'dmf', ...measured } },
    { id: 'rdmf', title: 'RDMF', options: { method: 'rdmf', ...measured } },
    { id: 'airnet', title: 'AIR-Net', options: { method: 'airnet', ...measured } },
  ],
  notes: [
    'The curves are in the JSON, as runs[].instruments (nmae, effectiveRank, energies: steps and values) and runs[].trace.',
  ],
};
