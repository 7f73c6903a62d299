import { afterEach, expect, test, vi } from 'vitest';
import * as memory from '../../src/available-memory.js';
import { completeBatch, type MatrixInput } from '../../src/index.js';
import { estimateBytes } from '../../src/memory.js';
import * as loader from '../../src/native/loader.js';
import { parseOptions } from '../../src/options/parse.js';
import { holed } from './support.js';

afterEach(() => vi.restoreAllMocks());

const settings = { stopping: { steps: 50 }, threads: 1 };

/** Counts the jobs that the engine was given and has not ended. */
function watchEngine() {
  const engine = loader.loadNative();
  const seen = { running: 0, most: 0 };
  const start: typeof engine.start = (...args) => {
    seen.most = Math.max(seen.most, ++seen.running);
    const job = engine.start(...args);
    const ended = () => {
      seen.running--;
    };
    job.done.then(ended, ended);
    return job;
  };
  vi.spyOn(loader, 'loadNative').mockReturnValue({ ...engine, start });
  return seen;
}

async function runWithin(bytes: number, inputs: MatrixInput[]) {
  const seen = watchEngine();
  vi.spyOn(memory, 'availableBytes').mockReturnValue(bytes);
  const results = await completeBatch(inputs, { ...settings, concurrency: 4 });
  return { most: seen.most, statuses: results.map(({ status }) => status), results };
}

const inputs = Array.from({ length: 8 }, (_, k) => holed(24, 24, k));
const each = estimateBytes({ rows: 24, cols: 24 }, parseOptions(settings));

test('with memory for all, as many at once as were asked for', async () => {
  const { most, statuses } = await runWithin(100 * each, inputs);
  expect([most >= 4, statuses]).toEqual([true, inputs.map(() => 'completed')]);
});

test('items that do not fit beside each other go one after the other', async () => {
  const { most, statuses } = await runWithin(1.5 * each, inputs);
  expect([most, statuses]).toEqual([1, inputs.map(() => 'completed')]);
});

test('one that does not fit at all fails alone', async () => {
  const { statuses, results } = await runWithin(2.5 * each, [
    holed(24, 24),
    holed(90, 90),
    holed(24, 24),
  ]);
  expect(statuses).toEqual(['completed', 'failed', 'completed']);
  expect(results[1]).toMatchObject({
    error: {
      code: 'LACUNA_OUT_OF_MEMORY',
      message: expect.stringMatching(/a 90×90 matrix would take/),
    },
  });
});
