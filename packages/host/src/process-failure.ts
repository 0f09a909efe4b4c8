import { VeinmindError } from '@veinmind/sdk'
import type { ProcessEnd } from './process.ts'

/** Why a plugin failed; `last` is the last line that it wrote. Undefined for one that ended well. */
export function failureOf(name: string, { code, signal, reason }: ProcessEnd, last: string): VeinmindError | undefined {
  if (reason === 'memory')
    return new VeinmindError('HOST_PLUGIN_ENDED', `${name} was ended: it took more memory than it may`)
  if (code === 0) return undefined
  return new VeinmindError(
    'HOST_PLUGIN_FAILED',
    `${name} ended with ${signal ?? `code ${code}`}${last === '' ? '' : `: ${last}`}`,
  )
}
