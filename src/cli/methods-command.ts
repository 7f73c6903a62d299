import type { Command } from 'commander';
import {
  type AutoMethod,
  autoMethod,
  type ClassicMethod,
  classicMethods,
  type Method,
  methods,
} from '../index.js';
import type { Terminal } from './terminal.js';

/** `lacuna methods`: every method, its paper, its defaults. */
export function addMethodsCommand(program: Command, { out }: Terminal): void {
  program
    .command('methods')
    .summary('list the methods')
    .description('Every method: its paper, where it differs from it, and its defaults.')
    .option(
      '--json',
      'print one JSON object { "auto": { … }, "methods": [ … ], "classicMethods": [ … ] } instead of text',
    )
    .action(({ json }: { json?: boolean }) => {
      const auto = autoMethod();
      const all = methods();
      const classical = classicMethods();
      const listing = () => [auto, ...all, ...classical].map(methodText).join('\n');
      out.write(
        json ? `${JSON.stringify({ auto, methods: all, classicMethods: classical })}\n` : listing(),
      );
    });
}

function methodText(method: AutoMethod | Method | ClassicMethod): string {
  const { name, title, paper, deviations, defaults } = method;
  const graphs = 'graphs' in method ? method.graphs : undefined;
  const stop = 'stopsBy' in method ? [stopText(method)] : [];
  const { authors, venue, year, url, equation } = paper;
  const parts = Object.entries(defaults).map(([part, value]) => `    ${part}: ${compact(value)}`);
  return [
    `${name}: ${title}`,
    `  paper: ${authors}, “${paper.title}”, ${venue}, ${year}, ${url}`,
    `  equation ${equation}`,
    ...(graphs === undefined ? [] : [`  graphs: ${graphs}`]),
    ...deviations.map((deviation) => `  differs in ${deviation}`),
    ...stop,
    '  defaults:',
    ...parts,
    '',
  ].join('\n');
}

function stopText({ stopsBy, validation: { steps, every, patience } }: Method): string {
  const use = stopsBy === 'validation' ? 'by validation' : 'as below; validation, if asked for,';
  return `  stops ${use}: every ${every}, patience ${patience}, at most ${steps} steps`;
}

/** JSON without the quotes around keys, as it is read more easily. */
function compact(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll(/"(\w+)":/g, '$1: ')
    .replaceAll(',', ', ');
}
