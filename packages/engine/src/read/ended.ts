import { VeinmindError } from '@veinmind/sdk'

/** Why something is not whole that the end of the scan has cut short. */
export const ENDED = 'the scan was ended before it was done'

/** The same as an error, which is nobody's fault and is said once for the whole scan. */
export function endedError(): VeinmindError {
  return new VeinmindError('ENGINE_ABORTED', ENDED)
}
