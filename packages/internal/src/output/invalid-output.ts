import { usageError } from '@veinmind/sdk'
import type { VeinmindError } from '@veinmind/sdk'

/** The error of a path that no output can be written to. */
export function invalidOutput(path: string, why: string, hint = 'name another file'): VeinmindError {
  return usageError('OUTPUT_INVALID', `${path} cannot be written: ${why}`, { hint })
}
