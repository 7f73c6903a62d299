import { describe, expect, test } from 'vitest';
import { type BatchResult, complete, completeStream, info } from '../../src/index.js';
import { holed } from './support.js';

const stopping = { steps: 60 };
const outstanding = 2 * info().cores + 2;

/** Endless small matrices; says how far it was read and whether it was closed. */
function endless() {
  const state = { pulled: 0, closed: false };
  async function* matrices() {
    try {
      for (;;) yield holed(6, 6, state.pulled++);
    } finally {
      state.closed = true;
    }
  }
  return { source: matrices(), state };
}

describe('completeStream', () => {
  test('results in the order of the source, each with the bits of complete', async () => {
    const inputs = Array.from({ length: 9 }, (_, k) => holed(4 + 7 * ((k * 5) % 9), 11, k));
    const seen: BatchResult[] = [];
    for await (const result of completeStream(new Set(inputs), { stopping })) seen.push(result);
    expect(seen.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    for (const [k, result] of seen.entries()) {
      const { matrix } = await complete(inputs[k] as never, { stopping });
      expect(result).toMatchObject({ status: 'completed', completion: { matrix } });
    }
  });

  test('results as they finish: a long item does not hold back short ones', async () => {
    const input = holed(40, 40);
    const items = [
      { input, options: { stopping: { steps: 100_000_000 } } },
      ...Array.from({ length: 20 }, (_, k) => holed(5, 5, k)),
    ];
    const seen = new Set<number>();
    // With a single core nothing runs beside the long one.
    const first = info().cores > 1 ? items : items.slice(1);
    for await (const { index } of completeStream(first, { stopping, order: 'finished' })) {
      seen.add(index);
      if (seen.size === 20) break;
    }
    expect(seen.has(0)).toBe(info().cores === 1);
  });

  test('reads no further than the results that are fetched', async () => {
    const { source, state } = endless();
    const results = completeStream(source, { stopping: { steps: 1 } });
    expect(state.pulled).toBe(0);
    for (let taken = 1; taken <= 5; taken++) {
      await results.next();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(state.pulled).toBeGreaterThan(taken);
      expect(state.pulled).toBeLessThanOrEqual(taken + outstanding);
    }
    await results.return(undefined);
    expect(state.closed).toBe(true);
  });

  test('leaving the loop cancels what is in flight and closes the source', async () => {
    const { source, state } = endless();
    const heard: number[] = [];
    async function* longAfterTheFirst() {
      yield holed(4, 4);
      for await (const input of source) {
        yield { input, options: { stopping: { steps: 100_000_000 } } };
      }
    }
    const onProgress = () => heard.push(1);
    for await (const result of completeStream(longAfterTheFirst(), { stopping, onProgress })) {
      expect(result.index).toBe(0);
      break;
    }
    expect(state.closed).toBe(true);
    const before = heard.length;
    // Were anything still computed, this would wait for a core for ever.
    await complete(holed(5, 5), { stopping });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(heard.length).toBe(before);
  });

  test('an abort in between rejects with the reason and closes the source', async () => {
    const { source, state } = endless();
    const controller = new AbortController();
    const run = async () => {
      for await (const { index } of completeStream(source, {
        stopping,
        signal: controller.signal,
      })) {
        if (index === 3) controller.abort('enough');
      }
    };
    await expect(run()).rejects.toBe('enough');
    expect(state.closed).toBe(true);
  });

  test('a source that fails fails the iteration after the items before', async () => {
    async function* source() {
      yield holed(5, 5);
      yield holed(6, 6);
      throw new Error('broken');
    }
    const seen: number[] = [];
    const run = async () => {
      for await (const { index } of completeStream(source(), { stopping })) seen.push(index);
    };
    await expect(run()).rejects.toThrow('broken');
    expect(seen).toEqual([0, 1]);
  });

  test('wrong options and sources throw at the call', () => {
    expect(() => completeStream([], { order: 'random' as never })).toThrow(
      /one of "input", "finished" for order but received "random"/,
    );
    expect(() => completeStream({} as never)).toThrow(/for inputs but received an object/);
  });
});
