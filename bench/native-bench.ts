import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { runForJson } from './child.js';
import { root } from './paths.js';

const buildFolder = path.join(root, 'out', 'bench-native');
const program = path.join(buildFolder, 'bench', 'native', 'lacuna_bench');

const caseSchema = z.object({
  name: z.string(),
  suite: z.enum(['kernels', 'step', 'batch']),
  subject: z.string(),
  shape: z.string(),
  implementation: z.string(),
  isa: z.string(),
  threads: z.number(),
  flops: z.number(),
  bytes: z.number(),
});

const trialSchema = z.object({
  seconds: z.array(z.number()),
  peak: z.number().optional(),
  library: z.string().optional(),
});

const peakSchema = z.object({ isa: z.string(), threads: z.number(), peak: z.number() });

export type NativeCase = z.output<typeof caseSchema>;
export type NativeTrial = z.output<typeof trialSchema>;

/** flop/s of an instruction set on that many threads at once. */
export type Peak = z.output<typeof peakSchema>;

/** Compiles the native benchmarks; what they print is shown only when it fails. */
export function buildNativeBench(): void {
  const ninja = spawnSync('ninja', ['--version'], { stdio: 'ignore' }).error === undefined;
  const fresh = !existsSync(path.join(buildFolder, 'CMakeCache.txt'));
  const generator = fresh && ninja ? ['-G', 'Ninja'] : [];
  cmake('-S', root, '-B', buildFolder, ...generator, ...settings);
  cmake('--build', buildFolder, '--parallel', '--target', 'lacuna_bench');
}

const settings = ['-DLACUNA_BENCH=ON', '-DLACUNA_CUDA=OFF', '-DCMAKE_BUILD_TYPE=Release'];

function cmake(...options: string[]): void {
  const { status, error, stdout, stderr } = spawnSync('cmake', options, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(error?.message ?? `cmake ${options.join(' ')}\n${stdout}${stderr}`);
  }
}

export async function listNativeCases(): Promise<NativeCase[]> {
  const lines = await runForJson({ program, arguments: ['list'] });
  return lines.map((line) => caseSchema.parse(line));
}

/** One trial in a process of its own. */
export async function runNativeCase(name: string, seconds: number): Promise<NativeTrial> {
  const lines = await runForJson({ program, arguments: ['run', name, String(seconds)] });
  return trialSchema.parse(lines[0]);
}

export async function measurePeaks(): Promise<Peak[]> {
  const lines = await runForJson({ program, arguments: ['peaks'] });
  return lines.map((line) => peakSchema.parse(line));
}
