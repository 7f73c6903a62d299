import { describe, expect, test } from 'vitest';
import { completeSettings, optionsOf } from '../../src/cli/settings.js';

describe('optionsOf', () => {
  test('flags and settings become one tree of options', async () => {
    const flags = {
      method: 'dmf',
      steps: '20',
      threads: 'auto',
      set: [
        'stopping.tolerance=1e-4',
        'optimizer.learningRate = 0.01',
        'fidelity=sse',
        'regularizers=[{"type":"tv-l1","weight":0.5}]',
        'keepObserved=false',
      ],
    };
    const options = await optionsOf(flags, completeSettings);
    expect(options).toEqual({
      method: 'dmf',
      threads: 'auto',
      stopping: { steps: 20, tolerance: 1e-4 },
      optimizer: { learningRate: 0.01 },
      fidelity: 'sse',
      regularizers: [{ type: 'tv-l1', weight: 0.5 }],
      keepObserved: false,
    });
  });

  test('a later setting wins, and settings win over flags', async () => {
    const flags = { seed: '1', set: ['seed=2', 'seed=3'] };
    expect(await optionsOf(flags, completeSettings)).toEqual({ seed: 3 });
  });
});
