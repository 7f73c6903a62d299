// Many matrices through completeBatch, one thread each, by Benchmark.js.
//   node lacuna-batch.js FOLDER PROBLEMS STEPS SECONDS THREADS    seconds of one step of one problem
import { completeBatch } from 'lacuna';
import { drawnAirnetOptions } from './airnet-options.js';
import { readProblem } from './problem.js';
import { samplesOf } from './samples.js';

const [folder = '', ...amounts] = process.argv.slice(2);
const [problems = 1, steps = 1, seconds = 1, concurrency = 1] = amounts.map(Number);
const problem = await readProblem(folder);
const { rows, cols, arrays } = problem;
const inputs = Array.from({ length: problems }, () => ({ data: arrays.target, rows, cols }));
const options = { ...drawnAirnetOptions(problem, steps, 1), concurrency };

async function completeAll(): Promise<void> {
  for (const result of await completeBatch(inputs, options)) {
    if (result.status === 'failed') throw result.error;
  }
}

const samples = await samplesOf('airnet-batch', { seconds, fewest: 1 }, completeAll);
console.log(JSON.stringify({ seconds: samples.map((sample) => sample / (problems * steps)) }));
