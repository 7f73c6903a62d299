// Lacuna as its user meets it, through the addon: the step and the batch, by Benchmark.js.
import type { Peak } from '../native-bench.js';
import { stepFlops } from '../problem.js';
import type { Result } from '../result.js';
import type { Settings } from '../settings.js';
import { summarise } from '../statistics.js';
import { ask, ownProgram, withProblem } from './programs.js';

/** The machine as far as these suites need it. */
export interface Bounds {
  readonly isa: string;
  readonly cores: number;
  readonly peaks: readonly Peak[];
}

interface StepCase {
  readonly suite: 'step';
  readonly rows: number;
  readonly cols: number;
  readonly threads: number;
}

interface BatchCase extends Omit<StepCase, 'suite'> {
  readonly suite: 'batch';
  readonly problems: number;
  /** Of each problem; the same as in the native batch. */
  readonly steps: number;
}

type NodeCase = StepCase | BatchCase;

const stepShapes = [
  { rows: 64, cols: 64 },
  { rows: 150, cols: 200 },
  { rows: 240, cols: 240 },
];
const batchShapes = [
  { rows: 64, cols: 64, problems: 256, steps: 400 },
  { rows: 240, cols: 240, problems: 64, steps: 200 },
];

export async function runThroughNode(
  suite: 'step' | 'batch',
  settings: Settings,
  bounds: Bounds,
  onTrial: (name: string) => void,
): Promise<Result[]> {
  const counts = bounds.cores > 1 ? [1, bounds.cores] : [1];
  const cases = (suite === 'step' ? stepCases(counts) : batchCases(counts))
    .filter((item) => nameOf(item).includes(settings.filter))
    .map((item) => ({ item, samples: [] as number[] }));
  for (let trial = 0; trial < settings.trials; trial++) {
    for (const { item, samples } of cases) {
      onTrial(nameOf(item));
      samples.push(...(await measure(item, settings.seconds)));
    }
  }
  return cases.map(({ item, samples }) => resultOf(item, samples, bounds));
}

function stepCases(counts: readonly number[]): StepCase[] {
  return stepShapes.flatMap((shape) =>
    counts.map((threads) => ({ suite: 'step' as const, ...shape, threads })),
  );
}

function batchCases(counts: readonly number[]): BatchCase[] {
  return batchShapes.flatMap((shape) =>
    counts.map((threads) => ({ suite: 'batch' as const, ...shape, threads })),
  );
}

function subjectOf({ suite }: NodeCase): string {
  return suite === 'step' ? 'airnet-step' : 'airnet-batch';
}

function shapeOf(item: NodeCase): string {
  const shape = `${item.rows}x${item.cols}`;
  return item.suite === 'step' ? shape : `${shape}*${item.problems}`;
}

function nameOf(item: NodeCase): string {
  return `${item.suite}:${subjectOf(item)}:${shapeOf(item)}:lacuna-node:${item.threads}`;
}

async function measure(item: NodeCase, seconds: number): Promise<number[]> {
  const answer = await withProblem(item, (folder) =>
    ask(
      item.suite === 'step'
        ? ownProgram('lacuna-step.js', folder, 'time', seconds, item.threads)
        : ownProgram('lacuna-batch.js', folder, item.problems, item.steps, seconds, item.threads),
    ),
  );
  return answer.seconds ?? [];
}

function resultOf(item: NodeCase, samples: readonly number[], { isa, peaks }: Bounds): Result {
  const peak = peaks.find((known) => known.isa === isa && known.threads === item.threads);
  return {
    suite: item.suite,
    subject: subjectOf(item),
    shape: shapeOf(item),
    implementation: 'lacuna-node',
    isa,
    threads: item.threads,
    seconds: summarise(samples),
    flops: stepFlops(item.rows, item.cols),
    bytes: 0,
    peak: peak?.peak ?? null,
    about: { node: process.version },
  };
}
