import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const library = new URL('../../dist/index.js', import.meta.url);

/** Prints the resident bytes after each hundred of a thousand jobs of 16×16 to 64×64. */
const program = `
  import { completeStream } from ${JSON.stringify(library.href)};
  function* matrices() {
    for (let k = 0; k < 1000; k++) {
      const side = 16 + (k * 7) % 49;
      const data = Float32Array.from({ length: side * side }, (_, i) => i % 3 ? Math.sin(i + k) : NaN);
      yield { data, rows: side, cols: side };
    }
  }
  const rss = [];
  let count = 0;
  for await (const { status } of completeStream(matrices(), { stopping: { steps: 20 } })) {
    if (status !== 'completed') throw new Error('an item failed');
    if (++count % 100) continue;
    globalThis.gc();
    rss.push(process.memoryUsage.rss());
  }
  console.log(JSON.stringify(rss));
`;

test('a thousand small jobs: resident memory is flat after the first hundred', () => {
  const path = fileURLToPath(library);
  expect(existsSync(path), `Expected ${path}: run npm run build:ts first`).toBe(true);
  // The young generation of JavaScript's heap would grow to its own size in the meantime.
  const heap = ['--expose-gc', '--max-semi-space-size=1'];
  const flags = [...heap, '--input-type=module', '--eval', program];
  const rss: number[] = JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' }));
  expect(rss).toHaveLength(10);
  // One result kept for each job would be 16 MB, its engine's memory ten times that.
  const growth = Math.max(...rss.slice(1)) - (rss[0] as number);
  expect(growth).toBeLessThan(10 * 2 ** 20);
});
