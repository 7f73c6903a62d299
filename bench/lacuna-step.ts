// Lacuna on one problem, as its user runs it.
//   node lacuna-step.js FOLDER check STEPS            the loss at every step
//   node lacuna-step.js FOLDER time SECONDS THREADS   seconds of one step, by Benchmark.js
import { complete, info } from 'lacuna';
import { airnetOptions, drawnAirnetOptions } from './airnet-options.js';
import { type Problem, readProblem } from './problem.js';
import { samplesOf } from './samples.js';

async function check(problem: Problem, steps: number) {
  const { rows, cols, arrays } = problem;
  const input = { data: arrays.target, rows, cols };
  const { trace } = await complete(input, { ...airnetOptions(problem, steps, 1), traceEvery: 1 });
  return { losses: trace.map(({ loss }) => loss.total) };
}

/** So many that what a job costs beside its steps is as small as in a run of thousands. */
const fewestSteps = 200;

/** A call completes the matrix in as many steps as take a fifth of the time; start and end of the job count. */
async function time(problem: Problem, seconds: number, threads: number) {
  const { rows, cols, arrays } = problem;
  const input = { data: arrays.target, rows, cols };
  const call = (steps: number) => complete(input, drawnAirnetOptions(problem, steps, threads));
  const { secondsPerStep } = await call(10);
  const steps = Math.max(fewestSteps, Math.round(seconds / 5 / (secondsPerStep ?? seconds)));
  const samples = await samplesOf('airnet-step', { seconds, fewest: 5 }, () => call(steps));
  const { version, isa } = info();
  const about = { version: `Lacuna ${version}, ${isa}`, threads: `threads: ${threads}` };
  return { seconds: samples.map((sample) => sample / steps), about };
}

const [folder = '', command, amount, threads] = process.argv.slice(2);
const problem = await readProblem(folder);
const result =
  command === 'check'
    ? await check(problem, Number(amount))
    : await time(problem, Number(amount), Number(threads));
console.log(JSON.stringify(result));
