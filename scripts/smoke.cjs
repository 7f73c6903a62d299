// Loads a native module and completes something small: node scripts/smoke.cjs FILE [cuda|cpu]
// The second word says which build is expected.
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');

const [file, flavour] = process.argv.slice(2);
const native = require(path.resolve(file));

const rows = 8;
const cols = 7;
const values = Float32Array.from({ length: rows * cols }, (_, i) => {
  return ((1 + (i % cols)) * (1 + Math.floor(i / cols))) / (rows * cols);
});
const mask = Uint8Array.from(values, (_, i) => (i % 3 === 0 ? 0 : 1));

const spec = {
  rows,
  cols,
  seed: 1,
  representation: {
    type: 'factor-chain',
    widths: [rows],
    start: { type: 'normal', mean: 0, standardDeviation: 0.1 },
  },
  fidelity: 'mse',
  regularizers: [],
  optimizer: {
    type: 'adam',
    learningRate: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
  },
  schedule: { type: 'constant' },
  stopping: { steps: 1000, tolerance: 0, window: 1, minSteps: 0 },
  traceEvery: 1000,
  device: { type: 'cpu' },
  threads: 1,
  keepLaplacians: false,
  keepFit: false,
  keepParameters: false,
};

async function main() {
  const { cuda } = native.info();
  if (flavour !== undefined) {
    assert.equal(cuda.compiled, flavour === 'cuda', `expected a ${flavour} build`);
  }
  const [outcome] = await native.start(spec, [{ values, mask }], undefined).done;
  assert.equal(outcome.matrix.length, rows * cols);
  assert.ok(outcome.matrix.every(Number.isFinite));
  const [first, last] = outcome.trace.terms;
  assert.ok(last < first / 100, `the loss went from ${first} to ${last}`);
  process.stdout.write(
    `${path.relative('.', file)}: loss ${first.toExponential(2)} -> ${last.toExponential(2)}\n`,
  );
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
