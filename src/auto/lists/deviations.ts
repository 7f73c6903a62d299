/** A model of a blend. */
interface Part {
  readonly weight: number;
  /** Of the places that are predicted, where it knows them. */
  readonly deviations?: Float64Array | undefined;
}

/**
 * The weighted mean of the standard deviations of those models of a blend that know them, before they are
 * fitted to the errors of the blend; undefined when none does.
 */
export function deviationsOf(parts: readonly Part[]): Float64Array | undefined {
  const known = parts.flatMap(({ weight, deviations }) =>
    weight > 0 && deviations ? [{ weight, deviations }] : [],
  );
  const [first] = known;
  if (!first) return undefined;
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  return first.deviations.map((_, e) =>
    known.reduce(
      (sum, { weight, deviations }) => sum + (weight / total) * (deviations[e] as number),
      0,
    ),
  );
}
