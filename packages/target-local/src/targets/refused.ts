import type { Logger, VeinmindError } from '@veinmind/sdk'

/** Causes that are followed: an error of the system is never far below. */
const MAX_CAUSES = 8

/** Warns of an engine that is there and that this user may not ask: what it has is not looked at. True when it is so. */
export function warnIfRefused(
  error: VeinmindError,
  { log, source, target }: { readonly log: Logger; readonly source: string; readonly target: string },
): boolean {
  if (!isRefused(error)) return false
  log.warn('this engine may not be asked', { source, target, reason: error.message, hint: error.hint })
  return true
}

function isRefused(error: unknown): boolean {
  let cause = error
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth += 1) {
    if ('code' in cause && (cause.code === 'EACCES' || cause.code === 'EPERM')) return true
    cause = cause.cause
  }
  return false
}
