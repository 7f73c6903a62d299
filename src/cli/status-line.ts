import type { Sink } from './terminal.js';

/** A line that says how far something is. */
export interface StatusLine {
  /** The text is only made when it is time to show it. */
  show(text: () => string): void;
  /** Takes the line away until it is shown the next time, which is then due at once. */
  hide(): void;
  /** Takes the line away; nothing is shown afterwards. */
  end(): void;
}

const kSecondsBetween = { redrawn: 0.1, listed: 1 };
const kClearLine = '\r\x1b[K';
const kDefaultColumns = 80;

/**
 * One line that is redrawn in place on a terminal, or a new line each second elsewhere.
 *
 * @param now seconds of a clock
 */
export function statusLine(sink: Sink, now = () => performance.now() / 1000): StatusLine {
  const inPlace = sink.isTTY === true;
  const pause = inPlace ? kSecondsBetween.redrawn : kSecondsBetween.listed;
  let due = Number.NEGATIVE_INFINITY;
  let ended = false;
  return {
    show(text) {
      if (ended || now() < due) return;
      due = now() + pause;
      const width = (sink.columns ?? kDefaultColumns) - 1;
      sink.write(inPlace ? `${kClearLine}${text().slice(0, width)}` : `${text()}\n`);
    },
    hide() {
      if (ended || !inPlace) return;
      sink.write(kClearLine);
      due = Number.NEGATIVE_INFINITY;
    },
    end() {
      if (!ended && inPlace) sink.write(kClearLine);
      ended = true;
    },
  };
}
