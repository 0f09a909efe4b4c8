import { runMain } from '@veinmind/standalone'
import { runCommandLine } from './command-line.ts'

/** Runs the command line and returns the exit code. */
export const main = (args: readonly string[]): Promise<number> => runMain(() => runCommandLine(args), args)
