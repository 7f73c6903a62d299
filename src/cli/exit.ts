import { CommanderError } from 'commander';
import type { LacunaErrorCode } from '../index.js';

/** Exit statuses; other programs rely on them. */
export const exitStatus = {
  done: 0,
  /** What a file holds, or where it should go, or what this machine cannot do; some item of a batch failed. */
  badInput: 1,
  /** An unknown flag, method or option, or a value out of its range. */
  badUsage: 2,
  interrupted: 130,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** Thrown where a flag is wrong in a way that only the command line knows. */
export class UsageError extends Error {}

/** Why a run was aborted when somebody pressed Ctrl-C. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
  }
}

/** Some items of a batch failed; their lines have said why. */
export class ItemsFailed extends Error {}

/** How the process ends, and what it says before; '' says nothing. */
export interface Ending {
  readonly status: ExitStatus;
  readonly message: string;
}

/** Every failure in one line and one status; a stack is never shown. */
export function endingOf(error: unknown): Ending {
  if (error instanceof Interrupted) return { status: exitStatus.interrupted, message: '' };
  if (error instanceof ItemsFailed) return { status: exitStatus.badInput, message: '' };
  if (error instanceof CommanderError) return commanderEnding(error);
  if (error instanceof UsageError) return failure(exitStatus.badUsage, error.message);
  const message = error instanceof Error ? error.message : String(error);
  return failure(isUsage(error) ? exitStatus.badUsage : exitStatus.badInput, message);
}

/** An option out of its range, or an environment variable that the engine refuses. */
function isUsage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const usage: readonly unknown[] = [
    'LACUNA_INVALID_OPTION',
    'LACUNA_INVALID_ARGUMENT',
  ] satisfies LacunaErrorCode[];
  return usage.includes(code);
}

function failure(status: ExitStatus, message: string): Ending {
  return { status, message: `error: ${message}` };
}

/** `--help` and `--version` come as errors too. Suggestions stand on a line of their own there. */
function commanderEnding(error: CommanderError): Ending {
  if (error.exitCode === 0) return { status: exitStatus.done, message: '' };
  if (error.code === 'commander.help') return { status: exitStatus.badUsage, message: '' };
  return { status: exitStatus.badUsage, message: error.message.replaceAll('\n', ' ') };
}
