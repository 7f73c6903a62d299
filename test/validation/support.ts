import { uniform } from '../../src/random.js';

const rows = 40;
const cols = 30;

/** A smooth matrix under noise, which a deep method over-fits, each seed in its own way. */
export const noisyWave = {
  data: Float64Array.from({ length: rows * cols }, (_, k) => {
    const [i, j] = [Math.floor(k / cols), k % cols];
    return 5 + Math.sin(i / 6) * Math.cos(j / 5) + 0.5 * (uniform(1, k) - 0.5);
  }),
  rows,
  cols,
};
