import { describe, expect, it } from 'vitest';
import { native, problem, rejection, solve } from './support.js';

const valid = problem(3, 2);

/** `start` with one property of the spec, named by its path, replaced; types are broken on purpose. */
function startWith(path: string, value: unknown): () => unknown {
  const spec = structuredClone(valid.spec) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() as string;
  const owner = keys.reduce((object, key) => object[key] as Record<string, unknown>, spec);
  owner[last] = value;
  return () => native.start(spec as never, [{ values: valid.values, mask: valid.mask }], undefined);
}

const badSpecs: [path: string, value: unknown, message: string][] = [
  [
    'rows',
    -1,
    'a whole number from 0 to 4294967295 for spec.rows but received -1 (of type number)',
  ],
  ['rows', 1.5, 'a whole number from 0 to 4294967295 for spec.rows but received 1.5'],
  [
    'seed',
    '7',
    "a whole number from 0 to 9007199254740991 for spec.seed but received '7' (of type",
  ],
  [
    'fidelity',
    'huber',
    "'mse' or 'mse-observed' or 'half-mean-rows' or 'sse' or 'half-sse' or 'l1' for spec.fidelity but received 'huber' (of type",
  ],
  ['representation', null, 'an object for spec.representation but received null (of type object)'],
  [
    'representation.type',
    'tree',
    "'factor-chain' or 'activated-network' or 'latent-network' or 'spectral-chain' or 'schatten-blocks' for spec.representation.type but received 'tree'",
  ],
  ['representation.widths', 3, 'an array for spec.representation.widths but received 3'],
  ['representation.widths', [3, Number.NaN], 'for spec.representation.widths[1] but received NaN'],
  ['representation.start.mean', undefined, 'a finite number for spec.representation.start.mean'],
  ['regularizers', [{ type: 'ridge' }], "for spec.regularizers[0].type but received 'ridge'"],
  [
    'regularizers',
    [{ type: 'laplacian-stencil', form: 'plate', weight: 1 }],
    "'norm' or 'thin-plate' for spec.regularizers[0].form but received 'plate'",
  ],
  ['optimizer.learningRate', Infinity, 'a finite number for spec.optimizer.learningRate but'],
  ['stopping.steps', -5, 'for spec.stopping.steps but received -5 (of type number)'],
  ['keepLaplacians', 1, 'true or false for spec.keepLaplacians but received 1 (of type number)'],
  ['keepFit', 1, 'true or false for spec.keepFit but received 1 (of type number)'],
  ['keepParameters', 'no', "true or false for spec.keepParameters but received 'no'"],
  ['device', { type: 'gpu' }, "'cpu' or 'cuda' for spec.device.type but received 'gpu'"],
  [
    'device',
    { type: 'cuda', index: 0, precision: 'half' },
    "'float32' or 'bf16x3' or 'tf32' for spec.device.precision but received 'half'",
  ],
  ['threads', 2n, 'for spec.threads but received 2 (of type bigint)'],
];

describe('a spec that breaks the contract', () => {
  it.each(badSpecs)('%s = %s', (path, value, message) => {
    expect(startWith(path, value)).toThrow(`Expected `);
    expect(startWith(path, value)).toThrow(message);
    expect(startWith(path, value)).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'LACUNA_INVALID_ARGUMENT' }),
    );
  });

  it('checks the length of every given array', () => {
    const laplacian = new Float32Array(8);
    expect(
      startWith('regularizers', [{ type: 'dirichlet', over: 'rows', weight: 1, laplacian }]),
    ).toThrow(
      'Expected a Float32Array of length 9 for spec.regularizers[0].laplacian but received a Float32Array of length 8',
    );
    const start = { type: 'given', values: [new Float32Array(3)] };
    expect(startWith('representation', { type: 'factor-chain', widths: [1], start })).toThrow(
      'Expected an array of length 2 for spec.representation.start.values but received an array of length 1',
    );
    const network = {
      type: 'activated-network',
      activation: 'relu',
      widths: [1],
      start: { type: 'normal', mean: 0, standardDeviation: 1 },
      biases: true,
      biasStart: { type: 'given', values: [new Float32Array(3), new Float32Array(3)] },
    };
    expect(startWith('representation', network)).toThrow(
      /^Expected a Float32Array of length \d for spec\.representation\.biasStart\.values\[\d\]/,
    );
    expect(startWith('representation', { ...network, biases: false, activation: 'elu' })).toThrow(
      "for spec.representation.activation but received 'elu' (of type string)",
    );
  });
});

describe('arguments that break the contract', () => {
  const start = native.start as (...values: unknown[]) => unknown;
  const startOne = (values: unknown, mask: unknown) => start(valid.spec, [{ values, mask }]);

  it('values of another type or length', () => {
    expect(() => startOne(new Float64Array(6), valid.mask)).toThrow(
      'Expected a Float32Array of length 6 for problems[0].values but received a Float64Array of length 6',
    );
    expect(() => startOne([1, 2], valid.mask)).toThrow('an array of length 2');
    expect(() => startOne(new Float32Array(5), valid.mask)).toThrow('of length 5');
  });

  it('a detached buffer has no length left', () => {
    const values = valid.values.slice();
    structuredClone(values.buffer, { transfer: [values.buffer] });
    expect(() => startOne(values, valid.mask)).toThrow('a Float32Array of length 0');
  });

  it('a mask of another type, length or with other values', () => {
    expect(() => startOne(valid.values, new Uint8Array(7))).toThrow(
      'Expected a Uint8Array of length 6 for problems[0].mask but received a Uint8Array of length 7',
    );
    expect(() => startOne(valid.values, new Uint8Array(6).fill(255))).toThrow(
      'Expected 0 or 1 for problems[0].mask[0] but received 255 (of type number)',
    );
  });

  it('no problem, or a second one of another shape', () => {
    expect(() => start(valid.spec, [])).toThrow(
      'Expected at least one problem for problems but received an array of length 0',
    );
    const { values, mask } = valid;
    const other = { values: values.slice(1), mask };
    expect(() => start(valid.spec, [{ values, mask }, other])).toThrow('for problems[1].values');
  });

  it('a progress callback that is no function', () => {
    const { values, mask } = valid;
    expect(() => start(valid.spec, [{ values, mask }], 'log')).toThrow(
      "Expected a function or undefined for onProgress but received 'log' (of type string)",
    );
  });

  it('nothing at all', () => {
    expect(() => start()).toThrow('Expected an array for problems but received undefined');
  });
});

describe('a job that fails', () => {
  it('rejects with LACUNA_OUT_OF_MEMORY when no machine could hold it', async () => {
    // 65,536 × 4,294,967,295 floats are a petabyte: more than the address space.
    const given = problem(65_536, 1, {
      representation: {
        type: 'factor-chain',
        widths: [4_294_967_295],
        start: { type: 'normal', mean: 0, standardDeviation: 1 },
      },
    });
    const error = await rejection(solve(given));
    expect(error).toMatchObject({ code: 'LACUNA_OUT_OF_MEMORY' });
    expect(error.message).toMatch(/\d+ (bytes|MiB)/);
  });

  it('leaves the next job unharmed', async () => {
    expect((await solve(valid)).stopReason).toBe('steps');
  });
});
