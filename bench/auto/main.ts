// npm run bench:auto: auto on matrices that are drawn, beside every single method at its defaults.
import { parseArgs } from 'node:util';
import { complete, measure, type Options } from 'lacuna';
import type { Drawn } from './problem.js';
import { series } from './series.js';
import { tables } from './tables.js';

const usage = `npm run bench:auto -- [options]
  --effort E        fast, balanced or best; left out: balanced
  --cases LIST      only these, by their names with commas between them
  --methods LIST    only these beside auto`;

const cases = { ...tables, ...series };

const singles: readonly Options['method'][] = [
  ...(['mean', 'bias', 'knn', 'lmafit', 'soft-impute', 'svd', 'tnnr', 'als', 'bpmf'] as const),
  ...(['irnn', 'gpg', 'dnnr', 'isvta', 'mss', 'harmonic', 'biharmonic', 'nonlocal'] as const),
  ...(['dmf', 'rdmf', 'airnet'] as const),
];

async function nmaeOf({ truth, mask }: Drawn, options: Options): Promise<number> {
  const { matrix } = await complete(truth, { ...options, mask });
  return measure(matrix, truth, mask).nmae;
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
  const named = values.cases?.split(',') ?? Object.keys(cases);
  const methods = singles.filter((one) => values.methods?.split(',').includes(String(one)) ?? true);
  console.log(`| matrix | auto, ${effort} | s | best single one | ratio |\n|---|---|---|---|---|`);
  for (const name of named) {
    const draw = cases[name];
    if (!draw) throw new Error(`Expected one of ${Object.keys(cases).join(', ')} but got ${name}`);
    const drawn = draw();
    const start = performance.now();
    const own = await nmaeOf(drawn, { method: 'auto', effort });
    const seconds = (performance.now() - start) / 1000;
    const others: [string, number][] = [];
    for (const method of methods) others.push([String(method), await nmaeOf(drawn, { method })]);
    const [best, least] = others.reduce((a, b) => (b[1] < a[1] ? b : a));
    const cells = [name, own.toPrecision(3), seconds.toFixed(1)];
    cells.push(`${least.toPrecision(3)} \`${best}\``, (own / least).toFixed(3));
    console.log(`| ${cells.join(' | ')} |`);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
