import { describe, expect, test } from 'vitest';
import { MemoryBudget } from '../../src/batch/memory-budget.js';

const { signal } = new AbortController();
const settled = () => new Promise((resolve) => setImmediate(resolve));
const need = (bytes: number) => ({ bytes, what: 'a 9×9 matrix' });

describe('MemoryBudget', () => {
  test('what fits beside the others goes on, what does not waits for them', async () => {
    const budget = new MemoryBudget(() => 100);
    const first = await budget.reserve(need(60), signal);
    const second = await budget.reserve(need(40), signal);
    let third = false;
    const waiting = budget.reserve(need(50), signal).then((release) => {
      third = true;
      return release;
    });
    await settled();
    expect(third).toBe(false);
    second();
    await settled();
    expect(third).toBe(false);
    first();
    (await waiting)();
  });

  test('what is free now counts as well', async () => {
    let available = 100;
    const budget = new MemoryBudget(() => available);
    const release = await budget.reserve(need(10), signal);
    available = 20;
    let reserved = false;
    const waiting = budget.reserve(need(30), signal).then(() => {
      reserved = true;
    });
    await settled();
    expect(reserved).toBe(false);
    available = 100;
    release();
    await waiting;
  });

  test('what does not fit alone is refused, also after a wait', async () => {
    const budget = new MemoryBudget(() => 100);
    const message = /completing a 9×9 matrix would take 1\.01e-7 GB and 1\.00e-7 GB is available/;
    await expect(budget.reserve(need(101), signal)).rejects.toThrow(message);
    const release = await budget.reserve(need(1), signal);
    const waiting = budget.reserve(need(101), signal);
    release();
    await expect(waiting).rejects.toMatchObject({ code: 'LACUNA_OUT_OF_MEMORY' });
    (await budget.reserve(need(100), signal))();
  });

  test('an abort ends the wait and leaves nothing reserved', async () => {
    const budget = new MemoryBudget(() => 100);
    const release = await budget.reserve(need(100), signal);
    const controller = new AbortController();
    const waiting = budget.reserve(need(1), controller.signal);
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    release();
    (await budget.reserve(need(100), signal))();
  });
});
