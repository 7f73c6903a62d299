import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { cores, endless, nativeFile, type Problem, problem, solve, steps } from './support.js';

const long = problem(120, 120, { ...steps(endless), threads: 0 });

/** A worker that starts `count` endless jobs and says so at the first progress. */
const workerCode = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { file, count, spec, values, mask } = workerData;
  const native = require(file);
  for (let i = 0; i < count; i += 1) {
    native.start(spec, [{ values, mask }], () => parentPort.postMessage('running')).done.catch(() => {});
  }
`;

/** A worker that has begun to start jobs: they may be waiting, about to begin, or running. */
async function startedWorker(count: number): Promise<Worker> {
  const workerData = { file: nativeFile, count, ...long };
  const worker = new Worker(workerCode, { eval: true, workerData });
  await once(worker, 'online');
  return worker;
}

async function runningWorker(count: number): Promise<Worker> {
  const worker = await startedWorker(count);
  await once(worker, 'message');
  return worker;
}

async function expectAllCoresFree(): Promise<void> {
  const outcome = await solve(problem(8, 8, { threads: cores }));
  expect(outcome.threads).toBe(cores);
}

interface Ending {
  readonly status: number;
  readonly out: string;
  readonly errors: string;
}

/** Runs code in a Node process of its own; `native` and `given` are defined there. */
async function runProcess(code: string, given: Problem = long): Promise<Ending> {
  const prelude = `
    const native = require(${JSON.stringify(nativeFile)});
    const spec = ${JSON.stringify(given.spec)};
    const values = new Float32Array(${given.values.length}).fill(0.5);
    const mask = new Uint8Array(${given.mask.length}).fill(1);
  `;
  const child = spawn(process.execPath, ['-e', prelude + code], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const [status, signal] = await once(child, 'close');
  expect(signal, errors).toBeNull();
  return { status, out, errors };
}

describe('worker_threads', () => {
  it('terminate() in mid-run ends the jobs and gives the cores back', async () => {
    for (let round = 0; round < 5; round += 1) {
      const worker = await runningWorker(3);
      await worker.terminate();
      await expectAllCoresFree();
    }
  });

  it('several workers share the cores and leave in any order', async () => {
    const first = await runningWorker(1);
    await first.terminate();
    const second = await startedWorker(2);
    const third = await startedWorker(2);
    await third.terminate();
    await second.terminate();
    await expectAllCoresFree();
  });

  it('terminate() right after the start', async () => {
    for (let round = 0; round < 10; round += 1) {
      await (await startedWorker(2)).terminate();
    }
    await expectAllCoresFree();
  });
});

describe('the end of the process', () => {
  it('process.exit() in mid-run keeps its status', async () => {
    const code = `
      native.start(spec, [{ values, mask }], undefined).done.catch(() => {});
      native.start(spec, [{ values, mask }], undefined).done.catch(() => {});
      setTimeout(() => process.exit(7), 150);
    `;
    expect((await runProcess(code)).status).toBe(7);
  });

  it('process.exit() inside a progress callback keeps its status', async () => {
    const code = 'native.start(spec, [{ values, mask }], () => process.exit(5));';
    expect((await runProcess(code)).status).toBe(5);
  });

  it('process.exit() while a worker computes keeps its status', async () => {
    const code = `
      const { Worker } = require('node:worker_threads');
      const workerData = { file: ${JSON.stringify(nativeFile)}, count: 2, spec, values, mask };
      const worker = new Worker(${JSON.stringify(workerCode)}, { eval: true, workerData });
      worker.once('message', () => process.exit(6));
    `;
    expect((await runProcess(code)).status).toBe(6);
  });

  it('an uncaught exception in mid-run ends with status 1', async () => {
    const code = `
      native.start(spec, [{ values, mask }], undefined).done.catch(() => {});
      setTimeout(() => { throw new Error('on purpose'); }, 100);
    `;
    const { status, errors } = await runProcess(code);
    expect(status).toBe(1);
    expect(errors).toContain('Error: on purpose');
  });

  it('waits for a job whose promise is pending', async () => {
    const code = `
      native.start(spec, [{ values, mask }], undefined).done.then(([o]) => process.stdout.write(String(o.steps)));
    `;
    const { status, out } = await runProcess(code, problem(20, 20, steps(123)));
    expect({ status, out }).toEqual({ status: 0, out: '123' });
  });
});
