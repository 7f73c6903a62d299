import type { NativeEntries } from '../native/addon.js';
import type { Held } from './held.js';

/** Observed entries, and whether a run learns from them. */
export interface Split {
  readonly learned: NativeEntries;
  readonly held: NativeEntries;
}

/** Takes those that are held from the others. */
export function splitEntries(entries: NativeEntries, { flags }: Held): Split {
  return { learned: those(0), held: those(1) };

  function those(flag: number): NativeEntries {
    const { offsets } = entries;
    const part = offsets.slice();
    for (let i = 0; i + 1 < offsets.length; i++) {
      let count = 0;
      for (let e = offsets[i] as number; e < (offsets[i + 1] as number); e++) {
        if (flags[e] === flag) count++;
      }
      part[i + 1] = (part[i] as number) + count;
    }
    const chosen = (_: number, at: number) => flags[at] === flag;
    return {
      offsets: part,
      cols: entries.cols.filter(chosen),
      values: entries.values.filter(chosen),
    };
  }
}

/** The mask of what a run learns from. */
export function maskWithout(mask: Uint8Array, { flags }: Held): Uint8Array {
  let entry = 0;
  return mask.map((observed) => (observed === 1 && flags[entry++] === 0 ? 1 : 0));
}
