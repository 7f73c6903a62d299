import type {
  NativeJob,
  NativeOutcome,
  NativeProblem,
  NativeProgress,
  NativeSpec,
} from '../native/addon.js';
import { canShare, jointSpec, type SharedSpec } from './joint-spec.js';

/** Starts a job of several problems. */
export type StartJob = (
  spec: NativeSpec,
  problems: readonly NativeProblem[],
  report: ((progress: NativeProgress) => void) | undefined,
) => NativeJob;

/** A problem for a GPU. */
export interface Given extends SharedSpec {
  readonly problem: NativeProblem;
  readonly report: ((progress: NativeProgress) => void) | undefined;
}

/** One that somebody waits for. */
export interface Member extends Given {
  readonly resolve: (outcomes: readonly NativeOutcome[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** Problems of one spec that become one job. */
export class Group {
  readonly #most: number;
  readonly #members: Set<Member>;
  /** Members that nobody waits for any more while the job is under way. */
  readonly #gone = new Set<Member>();
  #job: NativeJob | undefined;
  #lastCame = performance.now();

  /** @param most problems that fit into one job */
  constructor(members: readonly Member[], most: number) {
    this.#members = new Set(members);
    this.#most = most;
  }

  get isFull(): boolean {
    return this.#members.size >= this.#most;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  takes(given: Given): boolean {
    const [first] = this.#members;
    return !this.isFull && first !== undefined && canShare(first, given);
  }

  add(member: Member): void {
    this.#members.add(member);
    this.#lastCame = performance.now();
  }

  /**
   * When it need not wait for more members any longer: at once when it is full.
   *
   * @param patience milliseconds that it waits after the last one came
   */
  readyAt(patience: number): number {
    return this.isFull ? Number.NEGATIVE_INFINITY : this.#lastCame + patience;
  }

  /**
   * Lets a member go that nobody waits for any more. A job goes on for the others and is cancelled with the
   * last one.
   */
  leave(member: Member): void {
    if (!this.#members.has(member)) return;
    member.reject(cancellation());
    if (this.#job === undefined) this.#members.delete(member);
    else this.#gone.add(member);
    if (this.#gone.size === this.#members.size) this.#job?.cancel();
  }

  /**
   * Runs the job and settles every member. Of several that fail together each half is to be tried again,
   * so that what is wrong with one of them, or with their number, is no matter of the others.
   *
   * @returns the halves, or nothing
   */
  async run(start: StartJob): Promise<readonly Group[]> {
    const members = [...this.#members];
    try {
      this.#job = this.#start(start);
      const outcomes = await this.#job.done;
      for (const [i, member] of members.entries()) member.resolve(outcomes.slice(i, i + 1));
      return [];
    } catch (error) {
      const left = members.filter((member) => !this.#gone.has(member));
      if (left.length > 1) return halves(left);
      if (left.length < members.length) return left.map((member) => new Group([member], 1));
      for (const member of members) member.reject(error);
      return [];
    }
  }

  #start(start: StartJob): NativeJob {
    const members = [...this.#members];
    const isHeard = members.some(({ report }) => report !== undefined);
    const tell = (progress: NativeProgress) => {
      for (const member of members) tellMember(member, progress);
    };
    return start(
      jointSpec(members.map(({ spec }) => spec)),
      members.map(({ problem }) => problem),
      isHeard ? tell : undefined,
    );
  }
}

/** A member that has taken its steps hears no more. */
function tellMember({ report, spec }: Member, progress: NativeProgress): void {
  const { steps } = spec.stopping;
  if (progress.step <= steps) report?.({ ...progress, totalSteps: steps });
}

/** Nobody joins them: what they hold is what they may hold. */
function halves(members: readonly Member[]): Group[] {
  const middle = Math.ceil(members.length / 2);
  return [members.slice(0, middle), members.slice(middle)].map(
    (half) => new Group(half, half.length),
  );
}

function cancellation(): Error {
  return Object.assign(new Error('The job was cancelled'), { code: 'LACUNA_CANCELLED' });
}
