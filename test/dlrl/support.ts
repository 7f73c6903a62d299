/** Uniform draws on (0, 1), the same on every machine (Lewis, Goodman & Miller 1969). */
export function uniforms(seed: number): () => number {
  const modulus = 2 ** 31 - 1;
  let state = seed;
  return () => {
    state = (state * 16807) % modulus;
    return state / modulus;
  };
}
