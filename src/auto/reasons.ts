import type { Lines } from '../standardize.js';
import type { Plan } from './choose-plan.js';
import type { Judged, Judgement } from './judge.js';
import { isGrid, isSmooth, type Look } from './look.js';
import type { Units } from './units.js';

/** What the reasons are made of. */
export interface Grounds {
  readonly look: Look;
  readonly plan: Plan;
  readonly judgement: Judgement;
}

/** Only where neighbours are alike is there a choice. */
const leads = {
  ahead: 'Methods that know no order of rows and columns lead: more of that kind were tried.',
  behind: 'Methods that look at neighbours lead: more of that kind were tried.',
};

const alone =
  'One model explains all that is observed by a low rank, so that nothing was mixed into it.';

/** What was seen, and what was taken for it, in sentences. */
export function reasonsFor({ look, plan, judgement }: Grounds): string[] {
  const { tables, exact } = judgement;
  return [
    kindOf(look),
    judged(look, plan, judgement),
    ...(tables && isSmooth(look) ? [leads[tables]] : []),
    ...(exact ? [alone] : []),
    taken(judgement),
  ];
}

const single = { rows: 'row', cols: 'column' };
const several = { rows: 'Rows', cols: 'Columns' };

/** Why lines were standardised; without units it was asked for. */
export function unitsReason(lines: Lines, units: Units | undefined): string {
  const each = `each ${single[lines]} was standardised, and errors are in its deviations`;
  if (units === undefined) return `As asked, ${each}.`;
  const [least, greatest] = units.deviations.map((deviation) => deviation.toPrecision(2));
  return `${several[lines]} differ in their units (standard deviations from ${least} to ${greatest}): ${each}.`;
}

function kindOf(look: Look): string {
  const alike = `${look.alongRows.toFixed(2)} along rows, ${look.alongCols.toFixed(2)} along columns`;
  if (isGrid(look)) return `Neighbours are alike (${alike}): data on a grid.`;
  if (isSmooth(look)) return `Neighbours are alike in one direction (${alike}).`;
  return `Neighbours are no more alike than others (${alike}): the order of rows and columns says nothing.`;
}

function judged({ missing }: Look, { splits }: Plan, { estimate, models }: Judgement): string {
  const share = `${(100 * missing).toFixed(1)} % is missing`;
  if (!estimate)
    return `${share}; too little is observed to hold anything, so nothing was compared.`;
  const held = `${estimate.entries} observed entries in ${splits.length} ${splits.length === 1 ? 'split' : 'splits'}`;
  return `${share}; ${models.length} models were judged by ${held}, held in holes like the missing ones.`;
}

function taken({ models, estimate, byLine }: Judgement): string {
  const error = estimate
    ? `, with a mean absolute error of ${estimate.mae.toPrecision(3)} there`
    : '';
  const how = byLine
    ? `Taken, each ${single[byLine.lines]} with weights of its own, on average`
    : 'Taken';
  return `${how}: ${sharesOf(models)}${error}.`;
}

/** Models with at least half a percent, from the greatest one. */
export function sharesOf(models: readonly Pick<Judged, 'told' | 'weight'>[]): string {
  return models
    .filter(({ weight }) => weight >= 0.005)
    .sort((a, b) => b.weight - a.weight)
    .map(({ told: { name }, weight }) => `${Math.round(100 * weight)} % ${name}`)
    .join(', ');
}
