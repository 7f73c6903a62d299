// The AIR-Net step with TensorFlow.js, on one of its backends.
//   node tfjs.mjs cpu|wasm|tensorflow FOLDER check STEPS     the loss at every step
//   node tfjs.mjs cpu|wasm|tensorflow FOLDER time SECONDS    seconds of one step, by Benchmark.js
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import Benchmark from 'benchmark';

const require = createRequire(import.meta.url);

/** TensorFlow.js with the backend ready, and how that backend is held to one thread. */
async function load(backend) {
  if (backend === 'tensorflow') {
    const tf = require('@tensorflow/tfjs-node');
    return { tf, threads: 'TF_NUM_INTRAOP_THREADS=1, TF_NUM_INTEROP_THREADS=1' };
  }
  const tf = require('@tensorflow/tfjs');
  let threads = 'plain JavaScript has one';
  if (backend === 'wasm') {
    const wasm = require('@tensorflow/tfjs-backend-wasm');
    const folder = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
    wasm.setWasmPaths(`${folder}${path.sep}`);
    wasm.setThreadsCount(1);
    const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
    threads = `setThreadsCount(1), SIMD ${simd ? 'on' : 'off'}`;
  }
  if (!(await tf.setBackend(backend))) {
    throw new Error(`TensorFlow.js could not start its backend ${backend}`);
  }
  return { tf, threads };
}

async function readProblem(tf, folder) {
  const problem = JSON.parse(await readFile(path.join(folder, 'problem.json'), 'utf8'));
  const { rows, cols } = problem;
  const read = async (name, shape) => {
    const bytes = new Uint8Array(await readFile(path.join(folder, `${name}.f32`)));
    return tf.tensor2d(new Float32Array(bytes.buffer), shape);
  };
  const variable = async (name, shape) => tf.variable(await read(name, shape));
  return {
    ...problem,
    target: await read('target', [rows, cols]),
    mask: await read('mask', [rows, cols]),
    factors: [
      await variable('factor0', [rows, rows]),
      await variable('factor1', [rows, rows]),
      await variable('factor2', [rows, cols]),
    ],
    rowSide: await variable('rows', [rows, rows]),
    colSide: await variable('cols', [cols, cols]),
  };
}

/**
 * tr(XᵀLX) over the rows of x, or over its columns, with S the row softmin of v symmetrised: the
 * quadratic form of S and of its symmetric part are equal, so no transpose of S is needed, and its
 * diagonal cancels.
 */
function energy(tf, v, x, overRows) {
  const similarity = tf.softmax(tf.neg(v));
  const degrees = tf.add(tf.sum(similarity, 0), 1).mul(0.5);
  const norms = tf.sum(tf.square(x), overRows ? 1 : 0);
  const related = overRows ? tf.matMul(similarity, x) : tf.matMul(x, similarity);
  return tf.sub(tf.sum(tf.mul(degrees, norms)), tf.sum(tf.mul(x, related)));
}

/** The step as a function: updates every variable and returns the loss before, as a tensor. */
function makeStep(tf, problem) {
  const { target, mask, factors, rowSide, colSide, weight } = problem;
  const optimizer = tf.train.adam(
    problem.learningRate,
    problem.beta1,
    problem.beta2,
    problem.epsilon,
  );
  const loss = () => {
    const x = tf.matMul(tf.matMul(factors[0], factors[1]), factors[2]);
    const fidelity = tf.mean(tf.square(tf.mul(mask, tf.sub(x, target))));
    const sides = tf.add(energy(tf, rowSide, x, true), energy(tf, colSide, x, false));
    return tf.add(fidelity, tf.mul(sides, weight));
  };
  const variables = [...factors, rowSide, colSide];
  return (returnCost) => optimizer.minimize(loss, returnCost, variables);
}

function check(step, steps) {
  const losses = [];
  for (let k = 0; k <= steps; k++) {
    const cost = step(true);
    losses.push(cost.dataSync()[0]);
    cost.dispose();
  }
  return { losses };
}

function time(step, seconds) {
  return new Promise((resolve, reject) => {
    new Benchmark.Suite()
      .add('airnet-step', () => step(false), { maxTime: seconds, minSamples: 5 })
      .on('cycle', ({ target }) => {
        if (target.error) reject(target.error);
        else resolve({ seconds: target.stats.sample });
      })
      .run({ async: true });
  });
}

const [backend, folder, command, amount] = process.argv.slice(2);
const { tf, threads } = await load(backend);
const step = makeStep(tf, await readProblem(tf, folder));
const result = command === 'check' ? check(step, Number(amount)) : await time(step, Number(amount));
const about = { version: `TensorFlow.js ${tf.version.tfjs}`, threads };
console.log(JSON.stringify({ ...result, about }));
