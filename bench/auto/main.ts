// npm run bench:auto: auto on matrices that are drawn, beside every single method at its defaults.
import { parseArgs } from 'node:util';
import { complete, measure, type Options } from 'lacuna';
import type { Drawn, DrawnCase } from './problem.js';
import { series } from './series.js';
import { tables } from './tables.js';

const usage = `npm run bench:auto -- [options]
  --effort E        fast, balanced or best; left out: balanced
  --cases LIST      only these, by their names with commas between them
  --methods LIST    only these beside auto`;

const cases = { ...tables, ...series };

const names = [
  ...(['mean', 'bias', 'knn', 'lmafit', 'soft-impute', 'svd', 'tnnr', 'als', 'bpmf'] as const),
  ...(['irnn', 'gpg', 'dnnr', 'isvta', 'mss'] as const),
  ...(['harmonic', 'biharmonic', 'telea', 'nonlocal'] as const),
  ...(['dmf', 'rdmf', 'airnet'] as const),
];

/** By their names. */
const singles: Readonly<Record<string, Options>> = {
  ...Object.fromEntries(names.map((method) => [method, { method }])),
  // Its rank is for held entries to choose.
  'gauss-newton': { method: 'gauss-newton', validation: {} },
};

async function nmaeOf({ truth, mask }: Drawn, options: Options): Promise<number> {
  const { matrix } = await complete(truth, { ...options, mask });
  return measure(matrix, truth, mask).nmae;
}

/** Those of `all` that a list names; all without a list. */
function named(all: readonly string[], list: string | undefined): readonly string[] {
  const wanted = list?.split(',') ?? all;
  const unknown = wanted.find((one) => !all.includes(one));
  if (unknown === undefined) return wanted;
  throw new Error(`Expected one of ${all.join(', ')} but got ${unknown}`);
}

async function lineOf(name: string, effort: Options['effort'], methods: readonly string[]) {
  const drawn = (cases[name] as DrawnCase)();
  const start = performance.now();
  const own = await nmaeOf(drawn, { method: 'auto', effort });
  const seconds = (performance.now() - start) / 1000;
  const others: { method: string; nmae: number }[] = [];
  for (const method of methods) {
    others.push({ method, nmae: await nmaeOf(drawn, singles[method] as Options) });
  }
  const best = others.reduce((a, b) => (b.nmae < a.nmae ? b : a));
  const cells = [name, own.toPrecision(3), seconds.toFixed(1)];
  cells.push(`${best.nmae.toPrecision(3)} \`${best.method}\``, (own / best.nmae).toFixed(3));
  return `| ${cells.join(' | ')} |`;
}

async function main(args: readonly string[]): Promise<void> {
  const list = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { effort: list, cases: list, methods: list, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const { effort = 'balanced' } = values as { effort?: NonNullable<Options['effort']> };
  const methods = named(Object.keys(singles), values.methods);
  const matrices = named(Object.keys(cases), values.cases);
  console.log(`| matrix | auto, ${effort} | s | best single one | ratio |\n|---|---|---|---|---|`);
  for (const name of matrices) console.log(await lineOf(name, effort, methods));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
