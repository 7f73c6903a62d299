import type { Progress } from '../index.js';
import { statusLine } from './status-line.js';
import type { Sink } from './terminal.js';

/** Shows how far a run is. */
export interface ProgressLine {
  show(progress: Progress): void;
  /** Takes the line away; nothing is shown afterwards. */
  end(): void;
}

/** One line that is redrawn in place on a terminal, or a new line each second elsewhere. */
export function progressLine(sink: Sink, now?: () => number): ProgressLine {
  const line = statusLine(sink, now);
  return { show: (progress) => line.show(() => progressText(progress)), end: line.end };
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
