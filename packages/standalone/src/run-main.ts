import { toVeinmindError } from '@veinmind/sdk'
import { describeError } from './describe-error.ts'

/** The user has to say it otherwise; and: the world has to be otherwise. */
const USAGE = 2
const INCOMPLETE = 3

/** Runs a command line: what it throws is said on stderr, and becomes the exit code. */
export async function runMain(run: () => Promise<number>): Promise<number> {
  const output = (watched ??= watchOutput())
  try {
    const code = await run()
    return (await output.hasFailed()) && code <= 1 ? INCOMPLETE : code
  } catch (error) {
    const known = toVeinmindError(error)
    process.stderr.write(`${describeError(known, process.stderr.isTTY)}\n`)
    return known.isUsage ? USAGE : INCOMPLETE
  }
}

/** Commands may run in one another: their one standard output is watched once. */
let watched: ReturnType<typeof watchOutput> | undefined

/**
 * Without listeners an error of standard output ends the process with a stack. A reader that has left (`| head`) is no
 * error; a full disk under a redirection is.
 */
function watchOutput(): { hasFailed(): Promise<boolean> } {
  let failed = false
  process.stderr.on('error', () => undefined)
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || failed) return
    failed = true
    process.stderr.write(`error: standard output cannot be written: ${error.message}\n`)
  })
  return {
    async hasFailed() {
      if (process.stdout.writableEnded) return failed
      // What was written before is out, or has failed, when this is.
      await new Promise<void>((resolve) => process.stdout.write('', () => resolve()))
      return failed
    },
  }
}
