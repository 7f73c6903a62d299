import { airnetOptimizer } from './airnet.js';
import { dmfDirichlet } from './dmf-de.js';
import type { Method, SpectralSide } from './method.js';
import { usualSpectral } from './spectral.js';

const side: SpectralSide = {
  fromData: { neighbours: 5, sigma: 'median' },
  normalised: true,
  dirichlet: 0.01,
  diagonal: 0,
};

/** Matrix completion in the eigenvectors of graphs over rows and columns. */
export const sgmc: Method = {
  name: 'sgmc',
  title: 'Spectral geometric matrix completion',
  paper: {
    ...dmfDirichlet.paper,
    equation:
      'min over P, C, Q of ‖mask∘(X − X*)‖² + μr·tr(Xᵀ Lr X) + μc·tr(X Lc Xᵀ) + ' +
      'ρr·‖off(Pᵀ Λr P)‖² + ρc·‖off(Qᵀ Λc Q)‖², X = Φ·P·C·Qᵀ·Ψᵀ',
  },
  graphs:
    'rows and columns; the graphs here are made of the observed entries, own ones are given as ' +
    'representation of type spectral-chain with adjacency, similarity or laplacian in rows and cols',
  deviations: ['TODO'],
  defaults: {
    representation: { type: 'spectral-chain', rows: side, cols: side, ...usualSpectral },
    fidelity: 'sse',
    regularizers: [],
    optimizer: airnetOptimizer,
    stopping: { steps: 1000, tolerance: 0, window: 100, minSteps: 1000 },
  },
};
