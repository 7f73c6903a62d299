import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Interrupted } from '../../src/cli/exit.js';
import { catchInterrupt } from '../../src/cli/interrupt.js';
import { run } from '../../src/cli/program.js';

afterEach(() => vi.restoreAllMocks());

describe('Ctrl-C', () => {
  test('the first one aborts, the second one ends the process at once', () => {
    const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
    const { signal, release } = catchInterrupt();
    process.emit('SIGINT');
    expect(signal.reason).toBeInstanceOf(Interrupted);
    expect(exit).not.toHaveBeenCalled();
    process.emit('SIGINT');
    expect(exit).toHaveBeenCalledExactlyOnceWith(130);
    const listeners = process.listenerCount('SIGINT');
    release();
    expect(process.listenerCount('SIGINT')).toBe(listeners - 1);
  });

  test('after the last step the result is still written and reported', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lacuna-interrupt-'));
    try {
      const input = join(folder, 'input.csv');
      const output = join(folder, 'out.csv');
      await writeFile(input, '1,2\n3,\n');
      let out = '';
      // The progress line is cleared when the last step is done and before anything is written.
      const interruptAtEnd = (text: string) => text === '\r\x1b[K' && process.emit('SIGINT');
      const args = ['complete', input, '-o', output, '--json', '--steps', '50'];
      const status = await run(args, {
        out: { write: (text) => (out += text) },
        err: { write: interruptAtEnd, isTTY: true, columns: 80 },
      });
      expect(status).toBe(130);
      expect(JSON.parse(out).steps).toBe(50);
      expect(existsSync(output)).toBe(true);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
