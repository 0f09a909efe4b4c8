import { VeinmindError } from '@veinmind/sdk'

/** 128 + SIGINT, as shells count. */
const KILLED = 130

/**
 * Runs `work` with a signal that SIGINT and SIGTERM abort, so that it can end with a partial result. A second one ends
 * the process at once.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const interrupt = (name: string) => {
    if (controller.signal.aborted) process.exit(KILLED)
    controller.abort(new VeinmindError('INTERRUPTED', `interrupted by ${name}`))
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  try {
    return await work(controller.signal)
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}
