import { complete } from '../complete.js';
import type { Completion } from '../completion.js';
import { LacunaError } from '../errors.js';
import { gpuQueue } from '../gpu/queue.js';
import { readMask } from '../masks.js';
import type { Mask, Shape } from '../matrix.js';
import { loadNative } from '../native/loader.js';
import { parseOptions } from '../options/parse.js';
import type { Options, ParsedOptions } from '../options/schema.js';
import { placeRun } from '../placement.js';
import { combineCompletions, type Summary } from './combine.js';
import { maskFromAlpha } from './masks.js';
import { fullScale, type Picture } from './picture.js';
import { planChannels, requirePictureMemory } from './picture-memory.js';
import { type PictureProgress, pictureProgress } from './picture-progress.js';

/** What `completePicture` resolves to; see `Completion` for the parts of the summary. */
export interface PictureCompletion extends Summary {
  /** Samples are not rounded yet. Pixels that were missing are opaque now. */
  readonly picture: Picture;
  /** The mask that all channels shared. */
  readonly mask: Mask;
  /** One completion for each channel. */
  readonly channels: readonly Completion[];
}

/**
 * Completes a picture: each channel is completed on its own with the same seed and the same mask, as
 * many at a time as there are threads. Samples are trained on as shares of the range of their type,
 * 0…255 or 0…65535, unless `scale` says otherwise: the published settings (steps, learning rate)
 * belong to that scale. They are clipped when they are written, or by `bounds`. With several channels
 * `loss` is the mean over the channels and `seconds` wall time; progress counts the steps of all
 * channels together.
 *
 * @param options those of `complete`; without a `mask` entirely transparent pixels are missing
 * @throws LacunaError like `complete`
 */
export async function completePicture(
  picture: Picture,
  options: Options = {},
): Promise<PictureCompletion> {
  const parsed = parseOptions(options);
  requireOneChannel(picture, parsed);
  const { rows, cols, channels, depth } = picture;
  const mask =
    options.mask === undefined ? maskFromAlpha(picture) : readMask(options.mask, picture);
  const size = { rows, cols, channels: channels.length };
  requirePictureMemory(size, parsed);

  const plan = planChannels(size, parsed);
  const { standardize = false } = options;
  const { scale = standardize ? undefined : [0, fullScale(depth)] } = options;
  const device = deviceOfChannels(size, parsed);
  const run: Options = { ...options, device, mask, scale, standardize, threads: plan.threads };
  const start = performance.now();
  const completions = await completeChannels(picture, run, plan.atOnce);
  const seconds = (performance.now() - start) / 1000;
  return {
    ...combineCompletions(completions, seconds, plan.atOnce),
    picture: assemble(picture, mask, completions),
    mask,
    channels: completions,
  };
}

/** One GPU for all channels, which share a job there; the CPU is chosen by each, which says why. */
function deviceOfChannels(size: Shape, options: ParsedOptions): ParsedOptions['device'] {
  const { choice } = placeRun(size, options);
  if (choice.device === 'cpu') return options.device;
  return gpuQueue(loadNative()).inTurn(choice, options).device;
}

/** A truth is a matrix, so there is one for one channel only. */
function requireOneChannel({ channels }: Picture, { instruments }: ParsedOptions): void {
  if (instruments?.nmae === undefined || channels.length === 1) return;
  throw new LacunaError(
    'LACUNA_INVALID_OPTION',
    `Expected a picture of one channel for instruments.nmae but received one of ${channels.length}`,
  );
}

/** `atOnce` workers take one channel after the other; the first failure stops the rest. */
async function completeChannels(
  { channels, rows, cols }: Picture,
  options: Options,
  atOnce: number,
): Promise<Completion[]> {
  const failed = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
  const { onProgress } = options;
  const progress = onProgress && pictureProgress(channels.length, onProgress);
  const completions: Completion[] = [];
  const waiting = channels.entries();

  const work = async () => {
    for (const [index, data] of waiting) {
      const run = { ...options, signal, ...watcher(index, progress) };
      completions[index] = await complete({ data, rows, cols }, run);
      progress?.finish(index);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    failed.abort();
  }
  return completions;
}

function watcher(channel: number, progress?: PictureProgress): Pick<Options, 'onProgress'> {
  if (progress === undefined) return {};
  return { onProgress: (one) => progress.update(channel, one) };
}

function assemble(picture: Picture, mask: Mask, completions: readonly Completion[]): Picture {
  const { alpha, depth } = picture;
  const opaque = fullScale(depth);
  return {
    ...picture,
    channels: completions.map(({ matrix }) => Float32Array.from(matrix.data)),
    ...(alpha && { alpha: alpha.map((opacity, pixel) => (mask.data[pixel] ? opacity : opaque)) }),
  };
}
