/**
 * Counter-based random numbers: Philox 4×32-10 (Salmon, Moraes, Dror, Shaw 2011). A draw depends on
 * (seed, index) alone, so draws can be made in any order.
 */

const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;
const rounds = 10;
const twoTo32 = 2 ** 32;

type Counter = [number, number, number, number];

/**
 * A uniform draw on [0, 1) with 53 random bits.
 *
 * @param seed integer from 0 to 2^53 − 1
 * @param index integer from 0 to 2^53 − 1
 */
export function uniform(seed: number, index: number): number {
  const [a, b] = philox([index >>> 0, high(index), 0, 0], [seed >>> 0, high(seed)]);
  return ((a >>> 5) * 2 ** 26 + (b >>> 6)) / 2 ** 53;
}

/** Four random 32-bit words for a counter of four words and a key of two. */
export function philox(counter: Counter, [key0, key1]: [number, number]): Counter {
  let [c0, c1, c2, c3] = counter;
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < rounds; round++) {
    const next0 = (multiplyHigh(multiplier1, c2) ^ c1 ^ k0) >>> 0;
    const next2 = (multiplyHigh(multiplier0, c0) ^ c3 ^ k1) >>> 0;
    [c1, c3] = [Math.imul(multiplier1, c2) >>> 0, Math.imul(multiplier0, c0) >>> 0];
    [c0, c2] = [next0, next2];
    k0 = (k0 + weyl0) >>> 0;
    k1 = (k1 + weyl1) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** Upper 32 bits of the 64-bit product of two 32-bit words, by halves that stay below 2^53. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle % 65536);
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(carry / 65536)) >>> 0;
}

function high(value: number): number {
  return Math.floor(value / twoTo32);
}
