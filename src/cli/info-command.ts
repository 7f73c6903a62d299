import type { Command } from 'commander';
import { type Info, info } from '../index.js';
import type { Terminal } from './terminal.js';

/** `lacuna info`: version, instruction set in use, devices and why one is not used. */
export function addInfoCommand(program: Command, { out }: Terminal): void {
  program
    .command('info')
    .summary('say what computes here')
    .description('The version, the instruction set in use, the devices and why one is not used.')
    .option('--json', 'print one JSON object instead of text')
    .action(({ json }: { json?: boolean }) => {
      const report = info();
      out.write(json ? `${JSON.stringify(report)}\n` : infoText(report));
    });
}

function infoText({ version, isa, isas, cores, compiler, devices, cuda }: Info): string {
  return [
    `lacuna    ${version}, compiled by ${compiler}`,
    `cpu       ${isa} in use, ${isas.join(', ')} possible, ${cores} cores`,
    ...devices.map(
      (one) => `${one.device.padEnd(8)}  ${one.usable ? 'usable' : `not used: ${one.reason}`}`,
    ),
    `toolkit   ${cuda.compiled ? `CUDA ${cuda.toolkit} compiled in` : 'CUDA is not compiled in'}`,
    ...cuda.devices.map(
      (gpu) =>
        `gpu ${gpu.index}     ${gpu.name}, ${gpu.computeCapability}, ${gpu.multiprocessors} multiprocessors, ${(gpu.memoryBytes / 1e9).toFixed(1)} GB`,
    ),
    '',
  ].join('\n');
}
