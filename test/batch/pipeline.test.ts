import { describe, expect, test, vi } from 'vitest';
import { type Pipe, type Settled, settleAll } from '../../src/batch/pipeline.js';

const limits = { inFlight: 3, outstanding: 5 };

/** Lets everything happen that waits for nothing but promises. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Work that ends by hand. */
function handWork() {
  const open = new Map<number, (value: number | Error) => void>();
  const begun: number[] = [];
  const stopped: number[] = [];
  const work: Pipe<number, number>['work'] = (item, { index, signal }) => {
    begun.push(item);
    return new Promise((resolve, reject) => {
      open.set(index, (value) => (value instanceof Error ? reject(value) : resolve(value)));
      signal.addEventListener('abort', () => {
        stopped.push(index);
        reject(signal.reason);
      });
    });
  };
  const end = (index: number, value: number | Error = 10 * index) => open.get(index)?.(value);
  return { work, begun, stopped, end };
}

/** Counts from 0, and says how far it was read and whether it was closed. */
function counter(length = Number.POSITIVE_INFINITY) {
  const state = { pulled: 0, closed: 0 };
  const source: AsyncIterableIterator<number> = {
    async next() {
      if (state.pulled === length) return { done: true, value: undefined };
      return { done: false, value: state.pulled++ };
    },
    async return() {
      state.closed++;
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => source,
  };
  return { source, state };
}

async function collect<Out>(results: AsyncIterable<Settled<Out>>) {
  const all: Settled<Out>[] = [];
  for await (const result of results) all.push(result);
  return all;
}

const done = (index: number) => ({ index, status: 'completed', value: 10 * index });

describe('order', () => {
  test.each([
    ['input', [0, 1, 2]],
    ['finished', [2, 0, 1]],
  ] as const)('%s', async (order, expected) => {
    const { work, end } = handWork();
    const all = collect(settleAll({ source: [0, 1, 2], work, limits, order }));
    for (const index of [2, 0, 1]) {
      await settled();
      end(index);
    }
    expect(await all).toEqual(expected.map(done));
  });

  test('an iterable of promises is one of items; a rejected one is one that failed', async () => {
    const source = [Promise.resolve(1), Promise.reject(new Error('no')), Promise.resolve(3)];
    const all = collect(settleAll({ source, work: async (x) => 2 * x, limits, order: 'input' }));
    expect(await all).toEqual([
      { index: 0, status: 'completed', value: 2 },
      { index: 1, status: 'failed', error: new Error('no') },
      { index: 2, status: 'completed', value: 6 },
    ]);
  });

  test('nothing in, nothing out', async () => {
    const { work } = handWork();
    expect(await collect(settleAll({ source: [], work, limits, order: 'input' }))).toEqual([]);
  });
});

describe('back-pressure', () => {
  test('nothing is read before somebody asks', async () => {
    const { source, state } = counter();
    settleAll({ source, work: async () => 1, limits, order: 'input' });
    await settled();
    expect(state.pulled).toBe(0);
  });

  test('no more is in flight than allowed', async () => {
    const { source, state } = counter();
    const { work, begun, end } = handWork();
    const results = settleAll({ source, work, limits, order: 'finished' });
    const first = results.next();
    await settled();
    expect([state.pulled, begun]).toEqual([3, [0, 1, 2]]);
    end(1);
    expect((await first).value).toEqual(done(1));
    await settled();
    expect(begun).toEqual([0, 1, 2, 3]);
    await results.return(undefined);
  });

  test.each(['input', 'finished'] as const)(
    'who does not take results stops the reading (%s)',
    async (order) => {
      const { source, state } = counter();
      const results = settleAll({ source, work: async (x) => x, limits, order });
      for (let taken = 1; taken <= 4; taken++) {
        await results.next();
        for (let turn = 0; turn < 20; turn++) await settled();
        expect(state.pulled).toBe(taken + limits.outstanding);
      }
      await results.return(undefined);
    },
  );

  test('work goes on while the taker is busy', async () => {
    const { source } = counter();
    const { work, begun, end } = handWork();
    const results = settleAll({ source, work, limits, order: 'finished' });
    const first = results.next();
    await settled();
    end(0);
    await first;
    end(1);
    await settled();
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    await results.return(undefined);
  });

  test('in input order a slow first item holds back what is far behind it', async () => {
    const { source, state } = counter();
    const work = (item: number) =>
      item === 0 ? new Promise<number>(() => {}) : Promise.resolve(item);
    const signal = new AbortController();
    const results = settleAll({ source, work, limits, order: 'input', signal: signal.signal });
    void results.next().catch(() => {});
    for (let turn = 0; turn < 20; turn++) await settled();
    expect(state.pulled).toBe(limits.outstanding);
  });
});

describe('failures', () => {
  test('an item that fails fails alone', async () => {
    const work = async (item: number) => {
      if (item % 2) throw new Error(`odd ${item}`);
      return 10 * item;
    };
    const { source } = counter(4);
    expect(await collect(settleAll({ source, work, limits, order: 'input' }))).toEqual([
      done(0),
      { index: 1, status: 'failed', error: new Error('odd 1') },
      done(2),
      { index: 3, status: 'failed', error: new Error('odd 3') },
    ]);
  });

  test('work that throws at once fails alone too', async () => {
    const work = () => {
      throw new Error('at once');
    };
    const all = await collect(settleAll({ source: [1], work, limits, order: 'input' }));
    expect(all).toEqual([{ index: 0, status: 'failed', error: new Error('at once') }]);
  });

  test('a source that fails: first the results of what it gave, then its error', async () => {
    async function* failing() {
      yield 0;
      yield 1;
      throw new Error('broken');
    }
    const seen: unknown[] = [];
    const run = async () => {
      const results = settleAll({
        source: failing(),
        work: async (x) => 10 * x,
        limits,
        order: 'input',
      });
      for await (const result of results) seen.push(result);
    };
    await expect(run()).rejects.toThrow('broken');
    expect(seen).toEqual([done(0), done(1)]);
  });
});

describe('leaving the loop', () => {
  test('stops what is in flight and closes the source once', async () => {
    const { source, state } = counter();
    const { work, stopped, end } = handWork();
    const results = settleAll({ source, work, limits, order: 'finished' });
    const first = results.next();
    await settled();
    end(0);
    await first;
    await settled();
    await results.return(undefined);
    expect([stopped.length > 0, state.closed]).toEqual([true, 1]);
    const { pulled } = state;
    await settled();
    expect(state.pulled).toBe(pulled);
  });

  test('waits until the work has stopped', async () => {
    let cleaned = false;
    const work = async (_: number, { signal }: { signal: AbortSignal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await settled();
      cleaned = true;
      throw signal.reason;
    };
    const source = [0, 1];
    const results = settleAll({
      source,
      work: (item, place) => (item === 0 ? Promise.resolve() : work(item, place)),
      limits,
      order: 'finished',
    });
    for await (const _ of results) break;
    expect(cleaned).toBe(true);
  });

  test('tells what goes wrong while the source closes', async () => {
    function* source() {
      try {
        for (let item = 0; ; item++) yield item;
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: a source that cannot close
        throw new Error('not closed');
      }
    }
    const run = async () => {
      const work = async (x: number) => x;
      for await (const _ of settleAll({ source: source(), work, limits, order: 'input' })) break;
    };
    await expect(run()).rejects.toThrow('not closed');
  });

  test('an exhausted source is not closed', async () => {
    const { source, state } = counter(2);
    await collect(settleAll({ source, work: async (x) => x, limits, order: 'input' }));
    expect(state).toEqual({ pulled: 2, closed: 0 });
  });
});

describe('abort', () => {
  test('rejects with the reason, stops the work and closes the source', async () => {
    const { source, state } = counter();
    const { work, stopped } = handWork();
    const controller = new AbortController();
    const { signal } = controller;
    const remove = vi.spyOn(signal, 'removeEventListener');
    const next = settleAll({ source, work, limits, order: 'input', signal }).next();
    await settled();
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(next).rejects.toBe(reason);
    expect([stopped, state]).toEqual([[0, 1, 2], { pulled: 3, closed: 1 }]);
    expect(remove).toHaveBeenCalledOnce();
  });

  test('before the beginning: nothing is read, the source is closed', async () => {
    const { source, state } = counter();
    const { work, begun } = handWork();
    const signal = AbortSignal.abort('no');
    const next = settleAll({ source, work, limits, order: 'input', signal }).next();
    await expect(next).rejects.toBe('no');
    expect([begun, state]).toEqual([[], { pulled: 0, closed: 1 }]);
  });

  test('results that are there already are not given out any more', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const work = async (x: number) => x;
    const results = settleAll({ source: [0, 1, 2], work, limits, order: 'input', signal });
    await results.next();
    controller.abort('enough');
    await expect(results.next()).rejects.toBe('enough');
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  test('does not wait for a source or an item that is stuck', async () => {
    const stuck = () => new Promise<never>(() => {});
    const controller = new AbortController();
    const source = (async function* () {
      yield stuck();
    })();
    const work = async (x: number) => x;
    const { signal } = controller;
    const ofSource = settleAll({ source, work, limits, order: 'input', signal }).next();
    const ofItem = settleAll({ source: [stuck()], work, limits, order: 'input', signal }).next();
    await settled();
    controller.abort('enough');
    await expect(ofSource).rejects.toBe('enough');
    await expect(ofItem).rejects.toBe('enough');
  });
});
