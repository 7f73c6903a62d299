import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = examplesOf(readme);

function examplesOf(text: string): string[] {
  return [...text.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code as string);
}

/** Inside the package `lacuna` is the package itself, as built. */
function runExample(code: string): string {
  mkdirSync(new URL('../out', import.meta.url), { recursive: true });
  return execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: root,
    encoding: 'utf8',
  });
}

describe('the examples of the README', () => {
  test('there are six', () => {
    expect(examples).toHaveLength(6);
  });

  test('a matrix: runs all steps and comes close', () => {
    const [first, nmae] = runExample(examples[0] as string)
      .trimEnd()
      .split('\n');
    expect(first).toMatch(/^steps 3000 [\d.e-]+$/);
    expect(Number(nmae)).toBeLessThan(0.1);
  });

  test('a picture', () => {
    expect(runExample(examples[1] as string)).toMatch(/airnet/);
  });

  test('many matrices', () => {
    const [all, ...each] = runExample(examples[2] as string)
      .trimEnd()
      .split('\n');
    expect(all).toBe('completed completed completed');
    expect(each.sort()).toEqual(['0 auto', '1 auto', '2 auto']);
  });

  test('observed entries alone', () => {
    const [steps, predicted, rank] = runExample(examples[3] as string)
      .split(' ')
      .map(Number);
    expect([steps, rank]).toEqual([300, 32]);
    const truth = 3 + Math.sin(1999 / 300) * Math.cos(1499 / 200);
    expect(Math.abs((predicted as number) - truth)).toBeLessThan(0.2);
  });

  test('a model', () => {
    const [rows, error] = runExample(examples[4] as string)
      .split(' ')
      .map(Number);
    expect(rows).toBe(5);
    expect(Math.abs(error as number)).toBeLessThan(0.05);
  });

  test('validation and tuning', () => {
    const [error, steps, tried] = runExample(examples[5] as string)
      .trimEnd()
      .split(' ');
    expect(Number(error)).toBeLessThan(2);
    expect(Number(steps)).toBeGreaterThan(0);
    expect(tried).toBe('3');
  });
});

describe('the examples of docs', () => {
  test('a classical method', () => {
    const page = readFileSync(new URL('../docs/classical-methods.md', import.meta.url), 'utf8');
    const [matrix] = examplesOf(page);
    expect(runExample(matrix as string)).toMatch(/^1 2 [\d.]+ 2 [\d.]+ 4 3 4 5 2 0\.\d+\n$/);
  });

  test('reports', () => {
    const page = readFileSync(new URL('../docs/report.md', import.meta.url), 'utf8');
    const [run, batch, table] = examplesOf(page) as [string, string, string];
    expect(runExample(run)).toBe('Pictures Summary Course Spectrum On the way\n');
    expect(runExample(batch)).toBe('3 completed, page true\n');
    expect(runExample(table)).toBe('0.04699 ± 0.00031\n');
  });

  test('stopping by held entries', () => {
    const page = readFileSync(new URL('../docs/stopping.md', import.meta.url), 'utf8');
    const [validated] = examplesOf(page);
    expect(runExample(validated as string)).toMatch(/^validation true \d+\n$/);
  });
});
