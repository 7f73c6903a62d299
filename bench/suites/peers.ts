// The same step by others, from the same start, each held to one thread. Losses come first: who does not
// compute what Lacuna computes is not timed.
import { largestDifference } from '../losses.js';
import { stepFlops } from '../problem.js';
import type { Result, Skipped, SuiteReport } from '../result.js';
import type { Settings } from '../settings.js';
import { summarise } from '../statistics.js';
import { lacuna, type Peer, peers } from './peer-list.js';
import { ask, withProblem } from './programs.js';
import type { Bounds } from './through-node.js';

const shape = { rows: 240, cols: 240 };

/** Steps whose losses are compared. */
const checkedSteps = 20;

export function runPeers(
  settings: Settings,
  bounds: Bounds,
  onTrial: (name: string) => void,
): Promise<SuiteReport> {
  return withProblem(shape, async (folder) => {
    const chosen = peers(settings.pythons).filter(({ name }) => name.includes(settings.filter));
    const { ready, skipped } = await check([lacuna, ...chosen], folder, onTrial);
    // Round by round, so that a disturbance of a few seconds does not fall on one of them alone.
    for (let trial = 0; trial < settings.trials; trial++) {
      for (const contender of ready) {
        onTrial(`peers:airnet-step:${contender.peer.name}`);
        await time(contender, folder, settings.seconds);
      }
    }
    return { results: ready.map((contender) => resultOf(contender, bounds)), skipped };
  });
}

/** A peer that computes the right losses. */
interface Contender {
  readonly peer: Peer;
  /** How far its losses are from Lacuna's, relative; null for Lacuna itself. */
  readonly difference: number | null;
  readonly samples: number[];
  about: Readonly<Record<string, string>>;
}

async function check(all: readonly Peer[], folder: string, onTrial: (name: string) => void) {
  const ready: Contender[] = [];
  const skipped: Skipped[] = [];
  let expected: readonly number[] | undefined;
  for (const peer of all) {
    try {
      const missing = peer.missing();
      if (missing !== undefined) throw new Error(missing);
      onTrial(`losses of ${peer.name}`);
      const { losses = [] } = await ask(peer.command(folder, 'check', checkedSteps));
      const difference = expected === undefined ? null : largestDifference(expected, losses);
      expected ??= losses;
      ready.push({ peer, difference, samples: [], about: {} });
    } catch (error) {
      skipped.push({ implementation: peer.name, reason: (error as Error).message });
    }
  }
  return { ready, skipped };
}

async function time(contender: Contender, folder: string, seconds: number): Promise<void> {
  const answer = await ask(contender.peer.command(folder, 'time', seconds));
  contender.samples.push(...(answer.seconds ?? []));
  contender.about = answer.about ?? {};
}

function resultOf({ peer, difference, samples, about }: Contender, bounds: Bounds): Result {
  const peak = bounds.peaks.find(({ isa, threads }) => isa === bounds.isa && threads === 1);
  const compared =
    difference === null
      ? {}
      : { compared: `within ${difference.toExponential(1)} over ${checkedSteps} steps` };
  return {
    suite: 'peers',
    subject: 'airnet-step',
    shape: `${shape.rows}x${shape.cols}`,
    implementation: peer.name,
    isa: bounds.isa,
    threads: 1,
    seconds: summarise(samples),
    flops: stepFlops(shape.rows, shape.cols),
    bytes: 0,
    peak: peak?.peak ?? null,
    about: { ...about, ...compared },
  };
}
