// One method on one split of MovieLens-100K, in a process of its own for its peak memory.
//   node ratings-split.js FOLDER SPLIT OPTIONS    FOLDER: ml-100k.txt and ml-100k-test-SPLIT.txt; OPTIONS: JSON
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { completeRatings, type RatingTable, readRatings } from 'lacuna';

const [folder = '', split = '0', options = '{}'] = process.argv.slice(2);
const all = await readRatings(path.join(folder, 'ml-100k.txt'));
const lines = await readFile(path.join(folder, `ml-100k-test-${split}.txt`), 'utf8');
const held = new Set(lines.trimEnd().split('\n').map(Number));

function part(isHeld: boolean): RatingTable {
  const kept = Array.from(all.ratings.keys()).filter((e) => held.has(e) === isHeld);
  return {
    users: all.users,
    items: all.items,
    user: Uint32Array.from(kept, (e) => all.user[e] as number),
    item: Uint32Array.from(kept, (e) => all.item[e] as number),
    ratings: Float64Array.from(kept, (e) => all.ratings[e] as number),
  };
}

const [train, test] = [part(false), part(true)];
const before = process.resourceUsage().maxRSS;
const { metrics, predictions, completion } = await completeRatings(train, {
  ...JSON.parse(options),
  test,
});
const deviations = predictions?.deviations;
const within = deviations?.filter((deviation, e) => {
  const error = (predictions?.predicted[e] as number) - (test.ratings[e] as number);
  return Math.abs(error) <= 1.645 * deviation;
});
const report = {
  rmse: metrics?.rmse,
  mae: metrics?.mae,
  seconds: completion.seconds,
  megabytes: (process.resourceUsage().maxRSS - before) / 1024,
  within: within ? within.length / test.ratings.length : null,
};
console.log(JSON.stringify(report));
