import { usageError, VeinmindError } from '@veinmind/sdk'

/**
 * For yargs' `fail`: what it could not read is wrong usage. It gives a message with that; what a command threw comes without one.
 * The errors of its parser are plain ones (a flag without its value).
 */
export function throwFailure(message: string | null | undefined, error: Error | undefined): never {
  if (error && (!message || error instanceof VeinmindError)) throw error
  throw usageError('USAGE', (message ?? '').replaceAll('\n', ' '), { hint: 'see --help' })
}
