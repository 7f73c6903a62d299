import { setMaxListeners } from 'node:events';
import { exitStatus, Interrupted } from './exit.js';

/** Turns Ctrl-C into an abort. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives Ctrl-C back to the system. */
  release(): void;
}

/** The first Ctrl-C aborts and lets finished work be written, the second one ends at once. */
export function catchInterrupt(): Interrupt {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every run under way listens
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(exitStatus.interrupted);
    controller.abort(new Interrupted());
  };
  process.on('SIGINT', onInterrupt);
  return {
    signal: controller.signal,
    release: () => process.removeListener('SIGINT', onInterrupt),
  };
}
