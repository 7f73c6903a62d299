import { describe, expect, test } from 'vitest';
import { planChannels } from '../../src/image/picture-memory.js';
import {
  complete,
  completePicture,
  info,
  measurePicture,
  type Options,
  type Picture,
  type Progress,
  randomMask,
} from '../../src/index.js';
import { parseOptions } from '../../src/options/parse.js';

const shape = { rows: 10, cols: 8 };
const mask = randomMask(shape, 0.3, 4);
const brief: Options = { mask, stopping: { steps: 60 } };

function picture(channels: 1 | 3): Picture {
  const plane = (salt: number) =>
    Float32Array.from({ length: 80 }, (_, k) => ((k % 8) + salt) * (Math.floor(k / 8) + 1));
  return { ...shape, depth: 8, channels: Array.from({ length: channels }, (_, c) => plane(c + 1)) };
}

describe('completePicture', () => {
  test('each channel as if it were completed alone, nothing modified', async () => {
    const colour = picture(3);
    const before = structuredClone(colour);
    const result = await completePicture(colour, brief);
    expect(colour).toEqual(before);
    expect(result.channels).toHaveLength(3);
    for (const [index, channel] of colour.channels.entries()) {
      const alone = await completePicture({ ...colour, channels: [channel] }, brief);
      expect(result.picture.channels[index]).toEqual(alone.picture.channels[0]);
    }
  });

  test('results are clipped only where bounds ask for it', async () => {
    const grey = picture(1);
    const wild = { ...brief, keepObserved: false, optimizer: { learningRate: 0.5 } };
    const free = await completePicture(grey, wild);
    expect(free.picture.channels[0]?.some((v) => v < 20 || v > 21)).toBe(true);
    const narrow = await completePicture(grey, { ...wild, bounds: [20, 21] });
    expect(narrow.picture.channels[0]?.every((v) => v >= 20 && v <= 21)).toBe(true);
  });

  test('training sees shares of the full range unless scale says otherwise', async () => {
    const grey = picture(1);
    const data = grey.channels[0] as Float32Array;
    const shares = await complete({ ...grey, data }, { ...brief, scale: [0, 255] });
    const result = await completePicture(grey, brief);
    expect(result.picture.channels[0]).toEqual(shares.matrix.data);
    const observed = await completePicture(grey, { ...brief, scale: 'observed' });
    expect(observed.picture.channels[0]).not.toEqual(shares.matrix.data);
  });

  test('progress counts the steps of all channels and never goes back', async () => {
    const heard: Progress[] = [];
    const onProgress = (progress: Progress) => heard.push(progress);
    await completePicture(picture(3), { ...brief, stopping: { steps: 20_000 }, onProgress });
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.every(({ totalSteps }) => totalSteps === 60_000)).toBe(true);
    const steps = heard.map(({ step }) => step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  test('an abort rejects with its reason and stops all channels', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const onProgress = () => controller.abort(reason);
    const stopping = { steps: 100_000_000 };
    const options = { ...brief, stopping, onProgress, signal: controller.signal };
    await expect(completePicture(picture(3), options)).rejects.toBe(reason);
  });

  test('a fault of one channel is the fault of the picture', async () => {
    const colour = picture(3);
    const [first, second] = colour.channels as [Float32Array, Float32Array];
    const broken = new Float32Array(80).fill(Number.NaN);
    const channels = [first, broken, second];
    await expect(completePicture({ ...colour, channels }, brief)).rejects.toThrow(/finite number/);
  });
});

describe('planChannels', () => {
  test('threads asked for are shared, never exceeded', () => {
    const size = (channels: number) => ({ rows: 4, cols: 5, channels });
    const plan = (channels: number, options: Options = {}) =>
      planChannels(size(channels), parseOptions(options));
    expect(plan(3, { threads: 1 })).toEqual({ atOnce: 1, threads: 1 });
    const { cores } = info();
    const { atOnce, threads } = plan(3);
    expect(atOnce).toBe(Math.min(3, cores));
    expect(atOnce * Number(threads)).toBeLessThanOrEqual(cores);
    expect(plan(1)).toEqual({ atOnce: 1, threads: 'auto' });
  });
});

describe('measurePicture', () => {
  const truth: Picture = {
    rows: 1,
    cols: 2,
    depth: 8,
    channels: [Float32Array.of(0, 100), Float32Array.of(50, 200), Float32Array.of(10, 10)],
  };
  const half = { data: Uint8Array.of(1, 0), rows: 1, cols: 2 };

  test('over all channels together', () => {
    const channels = [Float32Array.of(0, 90), Float32Array.of(50, 220), Float32Array.of(10, 40)];
    const metrics = measurePicture({ ...truth, channels }, truth, half);
    expect(metrics.mae).toBeCloseTo(20, 10);
    expect(metrics.nmae).toBeCloseTo(20 / 200, 10);
    expect(metrics.rmse).toBeCloseTo(Math.sqrt(1400 / 3), 10);
    expect(metrics.psnrMissing).toBeCloseTo(10 * Math.log10(255 ** 2 / (1400 / 3)), 10);
    expect(metrics.psnrAll).toBeCloseTo(10 * Math.log10(255 ** 2 / (1400 / 6)), 10);
    expect(metrics.rsre).toBeCloseTo(Math.sqrt(1400 / 52_700), 10);
  });

  test('the peak of 16-bit pictures is max − min', () => {
    const deep: Picture = { ...truth, depth: 16 };
    const channels = truth.channels.map((channel) => channel.map((value) => value + 2));
    const { psnrAll } = measurePicture({ ...deep, channels }, deep, half);
    expect(psnrAll).toBeCloseTo(20 * Math.log10(200 / 2), 10);
  });

  test('another kind of picture', () => {
    const grey = { ...truth, channels: truth.channels.slice(0, 1) };
    expect(() => measurePicture(grey, truth, half)).toThrow(
      'Expected a grey picture of 1×2 pixels with 8 bits for truth but received a RGB picture of 1×2 pixels with 8 bits',
    );
  });
});
