import type { Progress } from '../index.js';
import type { Sink } from './terminal.js';

/** Shows how far a run is. */
export interface ProgressLine {
  show(progress: Progress): void;
  /** Takes the line away; nothing is shown afterwards. */
  end(): void;
}

const kSecondsBetween = { redrawn: 0.1, listed: 1 };
const kClearLine = '\r\x1b[K';
const kDefaultColumns = 80;

/** One line that is redrawn in place on a terminal, or a new line each second elsewhere. */
export function progressLine(sink: Sink, now = () => performance.now() / 1000): ProgressLine {
  const inPlace = sink.isTTY === true;
  const pause = inPlace ? kSecondsBetween.redrawn : kSecondsBetween.listed;
  let due = Number.NEGATIVE_INFINITY;
  let ended = false;
  return {
    show(progress) {
      if (ended || now() < due) return;
      due = now() + pause;
      const text = progressText(progress);
      const width = (sink.columns ?? kDefaultColumns) - 1;
      sink.write(inPlace ? `${kClearLine}${text.slice(0, width)}` : `${text}\n`);
    },
    end() {
      if (!ended && inPlace) sink.write(kClearLine);
      ended = true;
    },
  };
}

/** ` 42 %  step 4200/10000  loss 1.234e-4  512 steps/s  0:11 left` */
export function progressText({ step, totalSteps, loss, elapsed, remaining }: Progress): string {
  const share = totalSteps > 0 ? Math.floor((100 * step) / totalSteps) : 100;
  const pace = elapsed > 0 ? step / elapsed : 0;
  const parts = [
    `${String(share).padStart(3)} %`,
    `step ${step}/${totalSteps}`,
    `loss ${loss.total.toExponential(3)}`,
    `${pace >= 10 ? pace.toFixed(0) : pace.toPrecision(2)} steps/s`,
    remaining === null ? '' : `${clock(remaining)} left`,
  ];
  return parts.join('  ').trimEnd();
}

/** Seconds as `m:ss` or `h:mm:ss`. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
}
