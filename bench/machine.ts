import os from 'node:os';
import { info } from 'lacuna';

/** What the numbers were measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly lacuna: string;
  readonly compiler: string;
  readonly isa: string;
  readonly isas: readonly string[];
  /** Load of the last minute before the run; above 0.2 someone else was at work. */
  readonly load: number;
}

export function describeMachine(): Machine {
  const { version, compiler, isa, isas, cores } = info();
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    lacuna: version,
    compiler,
    isa,
    isas,
    load: Number((os.loadavg()[0] ?? 0).toFixed(2)),
  };
}

export function machineLines(machine: Machine): string[] {
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}`,
    `Lacuna ${machine.lacuna} by ${machine.compiler}, ${machine.isa} (of ${machine.isas.join(', ')}); Node ${machine.node}`,
    `load of the last minute: ${machine.load}`,
  ];
}
