// Completes a picture that it draws itself and shows it beside the truth: npm start
import { mkdir } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import sharp from 'sharp';
import { progressLine } from '../dist/cli/progress-line.js';
import {
  completePicture,
  info,
  LacunaError,
  measurePicture,
  patchMask,
  randomMask,
  readPicture,
} from '../dist/index.js';
import { figure } from './figure.mjs';
import { scene, size } from './scene.mjs';

const share = 0.3;
const patch = { row: 196, col: 120, height: 6, width: 6 };
const folder = resolve(import.meta.dirname, '../out');

async function main() {
  await mkdir(folder, { recursive: true });
  const truth = await drawTruth(resolve(folder, 'demo-truth.png'));
  const mask = demoMask();
  const { isa, cores } = info();
  const missing = mask.data.filter((entry) => entry === 0).length;
  console.log(`A ${size}×${size} colour picture, ${missing} of ${mask.data.length} pixels hidden`);
  console.log(`AIR-Net on the native engine: ${isa}, ${cores} cores`);

  const line = progressLine(process.stderr);
  // The steps of the published program; to find their number by held entries takes twice the time.
  const options = { mask, method: 'airnet', validation: false, onProgress: line.show };
  const result = await completePicture(truth, options);
  line.end();

  const path = resolve(folder, 'demo.png');
  await figure({ truth, mask, completed: result.picture }, path);
  print(result, measurePicture(result.picture, truth, mask));
  console.log(`truth, observed, completed, error × 4: ${relative(process.cwd(), path)}`);
}

async function drawTruth(path) {
  await sharp(Buffer.from(scene())).removeAlpha().png().toFile(path);
  return readPicture(path);
}

/** Pixels at random and one small square, so that something larger is missing too. */
function demoMask() {
  const shape = { rows: size, cols: size };
  const random = randomMask(shape, share, 1);
  const square = patchMask(shape, [patch]);
  return { ...shape, data: random.data.map((entry, pixel) => entry & square.data[pixel]) };
}

function print({ steps, seconds, secondsPerStep, threads, stopReason }, metrics) {
  const pace = (1000 * secondsPerStep).toFixed(2);
  console.log(`${steps} steps in ${seconds.toFixed(1)} s, ${pace} ms each for all three channels`);
  console.log(`threads ${threads}, stopped because: ${stopReason}`);
  for (const [name, value] of Object.entries(metrics)) {
    console.log(`  ${name.padEnd(12)} ${value.toPrecision(4)}`);
  }
}

main().catch((error) => {
  console.error(error instanceof LacunaError ? error.message : error);
  process.exitCode = 1;
});
