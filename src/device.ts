import { gigabytes } from './available-memory.js';
import { invalidOption, LacunaError, type LacunaErrorCode } from './errors.js';
import type { NativeCudaDevice, NativeDevice, NativeInfo, NativeModule } from './native/addon.js';
import type { ParsedOptions } from './options/schema.js';

/**
 * How products of matrices are taken: `float32` as on the CPU, bit by bit; `bf16x3` on tensor cores,
 * each factor in two bfloat16 parts (relative error about 4e-6 instead of 3e-7); `tf32` there too, each factor
 * rounded to ten bits (3e-4).
 */
export type Precision = 'float32' | 'bf16x3' | 'tf32';

/** Where a run computes. */
export interface DeviceChoice {
  readonly device: 'cpu' | `cuda:${number}`;
  readonly precision: Precision;
  /** Why it is the CPU, in one sentence, when the caller left the device open. */
  readonly deviceReason?: string;
}

/** The options that ask for a device. */
export type AskedDevice = Pick<ParsedOptions, 'device' | 'precision'>;

/** What the engine says of CUDA devices. */
export type CudaReport = NativeInfo['cuda'];

/** What a run that a GPU can compute would take. */
export interface Load {
  /** Seconds on one core, by a model (see load.ts). */
  readonly cpuSeconds: number;
  /** Bytes of the device's memory. */
  readonly deviceBytes: number;
}

/** Why a run computes on the CPU only, in one sentence. */
export interface CpuOnly {
  readonly cpuOnly: string;
}

/** Seconds of one core above which a GPU is taken. */
export const worthwhileSeconds = 1;

/** Share of a GPU's memory that a run may take; the driver and other processes need some. */
const shareOfMemory = 0.9;

/** The least compute capability with bfloat16 and tf32 products on tensor cores. */
const leastForTensors = 8;

const cpu = { device: 'cpu', precision: 'float32' } as const;

const reports = new WeakMap<NativeModule, CudaReport>();

/** The engine's report of CUDA devices, asked for once. */
export function cudaReport(native: NativeModule): CudaReport {
  const report = reports.get(native) ?? native.info().cuda;
  reports.set(native, report);
  return report;
}

/**
 * Where a run computes: what was asked for, or for 'auto' the first GPU where it can compute the run and is worth
 * it.
 *
 * @param report the engine's of CUDA devices; the driver is not asked for a run that is for the CPU
 * @throws {LacunaError} `LACUNA_DEVICE` when the device asked for cannot compute the run,
 * `LACUNA_OUT_OF_MEMORY` when it does not fit into that device's memory
 */
export function chooseDevice(
  asked: AskedDevice,
  report: () => CudaReport,
  load: Load | CpuOnly,
): DeviceChoice {
  if (asked.device === 'cpu') return cpu;
  const found = findGpu(asked, report());
  const obstacle = 'gpu' in found ? obstacleOf(found, load) : found;
  if (asked.device !== 'auto') {
    if (obstacle) throw refusal(asked, obstacle);
    return choiceOf(found as Found);
  }
  const reason = obstacle?.reason ?? smallness(load);
  return reason === undefined ? choiceOf(found as Found) : { ...cpu, deviceReason: reason };
}

/**
 * Checks the precision asked for.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for one that the CPU does not have, beside the CPU
 */
export function requirePrecision({ device, precision }: AskedDevice): void {
  if (device !== 'cpu' || precision === 'auto' || precision === 'float32') return;
  throw invalidOption('"auto" or "float32" beside device "cpu"', 'precision', precision);
}

/**
 * Checks the device asked for before anything is known of the run.
 *
 * @throws {LacunaError} `LACUNA_DEVICE`, as `chooseDevice` does
 */
export function requireDevice(asked: AskedDevice, native: NativeModule): void {
  if (asked.device === 'cpu' || asked.device === 'auto') return;
  const found = findGpu(asked, cudaReport(native));
  if (!('gpu' in found)) throw refusal(asked, found);
}

/** The choice as the engine takes it. */
export function nativeDevice({ device, precision }: DeviceChoice): NativeDevice {
  if (device === 'cpu') return { type: 'cpu' };
  return { type: 'cuda', index: indexOf(device), precision };
}

/**
 * The GPUs that runs may take in turn: of `cuda:N` this one, else all of the first one's model, on which a
 * run has the same result; none where none can be used.
 */
export function equalGpus(
  device: AskedDevice['device'],
  { devices, reason }: CudaReport,
): readonly NativeCudaDevice[] {
  if (device === 'cpu' || reason !== '') return [];
  if (device === 'cuda' || device === 'auto') {
    return devices.filter(({ name }) => name === devices[0]?.name);
  }
  return devices.filter(({ index }) => index === indexOf(device));
}

/** Bytes of a GPU that runs may take. */
export function usableBytes({ memoryBytes }: NativeCudaDevice): number {
  return shareOfMemory * memoryBytes;
}

interface Found {
  readonly gpu: NativeCudaDevice;
  readonly precision: Precision;
}

interface Obstacle {
  readonly code: LacunaErrorCode;
  readonly reason: string;
}

/** The GPU that is meant, or why there is none. */
function findGpu({ device, precision }: AskedDevice, cuda: CudaReport): Found | Obstacle {
  const index = device === 'auto' || device === 'cuda' ? undefined : indexOf(device);
  const gpu = cuda.devices.find((one) => index === undefined || one.index === index);
  if (cuda.reason !== '') return unusable(cuda.reason);
  if (gpu === undefined) return unusable(`There is no such device, only ${namesOf(cuda)}.`);
  const hasTensors = Number.parseFloat(gpu.computeCapability) >= leastForTensors;
  if (!hasTensors && (precision === 'bf16x3' || precision === 'tf32')) {
    return unusable(
      `Precision ${precision} needs compute capability ${leastForTensors}.0 or more, ` +
        `cuda:${gpu.index} (${gpu.name}) has ${gpu.computeCapability}.`,
    );
  }
  return { gpu, precision: precision === 'auto' ? (hasTensors ? 'bf16x3' : 'float32') : precision };
}

function obstacleOf({ gpu }: Found, load: Load | CpuOnly): Obstacle | undefined {
  if ('cpuOnly' in load) return unusable(load.cpuOnly);
  const usable = usableBytes(gpu);
  if (load.deviceBytes <= usable) return undefined;
  const reason =
    `The run would take ${gigabytes(load.deviceBytes)} of the memory of cuda:${gpu.index}, which ` +
    `has ${gigabytes(usable)} for it.`;
  return { code: 'LACUNA_OUT_OF_MEMORY', reason };
}

/** Why a GPU is not worth it, if so. */
function smallness(load: Load | CpuOnly): string | undefined {
  if ('cpuOnly' in load || load.cpuSeconds > worthwhileSeconds) return undefined;
  return (
    `The run is small, about ${load.cpuSeconds.toPrecision(1)} s on one core; a GPU is taken ` +
    `above ${worthwhileSeconds} s.`
  );
}

function unusable(reason: string): Obstacle {
  return { code: 'LACUNA_DEVICE', reason };
}

function refusal({ device }: AskedDevice, { code, reason }: Obstacle): LacunaError {
  const what = 'a device that can be used';
  return new LacunaError(code, `Expected ${what} for device but received "${device}": ${reason}`);
}

function choiceOf({ gpu, precision }: Found): DeviceChoice {
  return { device: `cuda:${gpu.index}`, precision };
}

/** N of `cuda:N`. */
function indexOf(device: string): number {
  return Number(device.slice('cuda:'.length));
}

function namesOf({ devices }: CudaReport): string {
  return devices.map(({ index }) => `cuda:${index}`).join(', ');
}
