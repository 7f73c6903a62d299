import { vi } from 'vitest';
import type {
  NativeCudaDevice,
  NativeModule,
  NativeProblem,
  NativeSpec,
} from '../../src/native/addon.js';
import * as loader from '../../src/native/loader.js';

/** A job that the engine was asked for. */
export interface SeenJob {
  readonly gpu: number;
  readonly problems: number;
}

const gpu: NativeCudaDevice = {
  index: 0,
  name: 'Pretended',
  computeCapability: '9.0',
  memoryBytes: 1e10,
  multiprocessors: 1,
};

/** What `start` of the pretended engine may refuse. */
export type Refusal = (problems: readonly NativeProblem[]) => void;

function onCpu(spec: NativeSpec): NativeSpec {
  return { ...spec, device: { type: 'cpu' }, threads: 1 };
}

/** The engine with GPUs that are the CPU in truth; tells of the jobs that they get. */
export function pretendGpus(
  gpus: readonly Partial<NativeCudaDevice>[],
  refuse: Refusal = () => {},
): SeenJob[] {
  const native = loader.loadNative();
  const jobs: SeenJob[] = [];
  const devices = gpus.map((one, index) => ({ ...gpu, index, ...one }));
  const start: NativeModule['start'] = (spec, problems, report) => {
    if (spec.device.type === 'cuda') {
      jobs.push({ gpu: spec.device.index, problems: problems.length });
      refuse(problems);
    }
    return native.start(onCpu(spec), problems, report);
  };
  const startSparse: NativeModule['startSparse'] = (spec, entries, report) => {
    if (spec.device.type === 'cuda') jobs.push({ gpu: spec.device.index, problems: 1 });
    return native.startSparse(onCpu(spec), entries, report);
  };
  vi.spyOn(loader, 'loadNative').mockReturnValue({
    ...native,
    info: () => ({
      ...native.info(),
      cuda: { compiled: true, toolkit: '13.0', devices, reason: '' },
    }),
    start,
    startSparse,
  });
  return jobs;
}
