import { Command } from 'commander';
import { packageVersion } from '../version.js';
import { addBatchCommand } from './batch-command.js';
import { addCompleteCommand } from './complete-command.js';
import { type ExitStatus, endingOf, exitStatus } from './exit.js';
import { addFitCommand } from './fit-command.js';
import { addInfoCommand } from './info-command.js';
import { addMethodsCommand } from './methods-command.js';
import { addRatingsCommand } from './ratings-command.js';
import { addReproduceCommand } from './reproduce-command.js';
import type { Terminal } from './terminal.js';
import { addTransformCommand } from './transform-command.js';

/**
 * Runs one command line and returns the exit status; nothing is thrown.
 *
 * @param args without the program's own name
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  try {
    await createProgram(terminal).parseAsync(args, { from: 'user' });
    return exitStatus.done;
  } catch (error) {
    const { status, message } = endingOf(error);
    if (message !== '') terminal.err.write(`${message}\n`);
    return status;
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command('lacuna')
    .description('Fills in the missing entries of pictures and matrices.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      // endingOf says it, in one line.
      outputError: () => {},
    });
  addCompleteCommand(program, terminal);
  addBatchCommand(program, terminal);
  addFitCommand(program, terminal);
  addTransformCommand(program, terminal);
  addRatingsCommand(program, terminal);
  addReproduceCommand(program, terminal);
  addMethodsCommand(program, terminal);
  addInfoCommand(program, terminal);
  return program;
}
