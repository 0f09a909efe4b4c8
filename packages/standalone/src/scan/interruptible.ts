import { VeinmindError } from '@veinmind/sdk'

/** 128 and the number of the signal, as shells count. */
const CODES: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143 }

/**
 * Runs `work` with a signal that SIGINT and SIGTERM abort, so that it can end with a partial result. A second one ends
 * the process at once.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const interrupt = (name: string) => {
    if (controller.signal.aborted) process.exit(CODES[name])
    controller.abort(new VeinmindError('INTERRUPTED', `interrupted by ${name}`, { context: { signal: name } }))
  }
  for (const name of Object.keys(CODES)) process.on(name, interrupt)
  try {
    return await work(controller.signal)
  } finally {
    for (const name of Object.keys(CODES)) process.off(name, interrupt)
  }
}

/** The exit code of what was interrupted for this reason; undefined for every other reason. */
export function interruptCode(reason: unknown): number | undefined {
  if (!(reason instanceof VeinmindError) || reason.code !== 'INTERRUPTED') return undefined
  return CODES[String(reason.context['signal'])]
}
