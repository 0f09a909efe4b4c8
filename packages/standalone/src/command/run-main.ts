import { toVeinmindError, usageError } from '@veinmind/sdk'
import type { VeinmindError } from '@veinmind/sdk'
import { describeError } from '../speech/describe-error.ts'
import { interruptCode } from '../scan/interruptible.ts'
import { languageOf } from '../speech/language.ts'
import { say, speak } from '../speech/speech.ts'
import { takesColor } from '../speech/takes-color.ts'

/** Exit codes of wrong usage, and of anything else that failed. */
const USAGE = 2
const INCOMPLETE = 3
/** Codes of failures, which a failed output does not replace. */
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
    // Loaded here, since it loads the report package, which a command without an error may not need.
    const { createCredentialKeeper } = await import('../settings/own-credentials.ts')
    process.stderr.write(`${createCredentialKeeper().mask(describeError(known, takesColor(process.stderr)))}\n`)
    return interruptCode(known) ?? (known.isUsage ? USAGE : INCOMPLETE)
  }
}

/** After an interrupt, open connections and files have a moment to close; then the process exits. */
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

/** Commands may call each other, and share one standard output: it is watched once. */
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
