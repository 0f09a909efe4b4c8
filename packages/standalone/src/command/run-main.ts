import { toVeinmindError, usageError } from '@veinmind/sdk'
import type { VeinmindError } from '@veinmind/sdk'
import { describeError } from '../speech/describe-error.ts'
import { interruptCode } from '../scan/interruptible.ts'
import { languageOf } from '../speech/language.ts'
import { say, speak } from '../speech/speech.ts'
import { takesColor } from '../speech/takes-color.ts'

/** The user has to say it otherwise; and: the world has to be otherwise. */
const USAGE = 2
const INCOMPLETE = 3
/** The codes that say already that something is amiss. */
const FAILURES: ReadonlySet<number> = new Set([USAGE, INCOMPLETE, 4, 130, 143])
const INTERRUPTED: ReadonlySet<number> = new Set([130, 143])
const CLEAN_UP_MS = 2000

/** Runs a command line: what it throws is said on stderr, in the language that the line asks for, and becomes the exit code. */
export async function runMain(
  run: () => Promise<number>,
  args: readonly string[] = process.argv.slice(2),
): Promise<number> {
  await speak(languageOf(args))
  const output = (watched ??= watchOutput())
  try {
    const code = await run()
    if (INTERRUPTED.has(code)) endSoon(code)
    return (await output.hasFailed()) && !FAILURES.has(code) ? INCOMPLETE : code
  } catch (error) {
    const known = isWorkingFolderGone(error) ? workingFolderGone(error) : toVeinmindError(error)
    // It brings the report package, which a command that does not fail may not need.
    const { createCredentialKeeper } = await import('../settings/own-credentials.ts')
    process.stderr.write(`${createCredentialKeeper().mask(describeError(known, takesColor(process.stderr)))}\n`)
    return interruptCode(known) ?? (known.isUsage ? USAGE : INCOMPLETE)
  }
}

/** What is still open after an interrupt, such as a connection that nobody answers, gets a moment and holds nothing up. */
function endSoon(code: number): void {
  setTimeout(() => process.exit(code), CLEAN_UP_MS).unref()
}

const isWorkingFolderGone = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd'

function workingFolderGone(cause: unknown): VeinmindError {
  return usageError('WORKING_FOLDER_GONE', 'the working folder is not there any more', {
    hint: 'change to a folder that is there',
    cause,
  })
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
    process.stderr.write(`${say('error: standard output cannot be written: {0}', error.message)}\n`)
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
