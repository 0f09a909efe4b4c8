import { toVeinmindError } from '@veinmind/sdk'
import { describeError } from './describe-error.ts'

/** The user has to say it otherwise; and: the world has to be otherwise. */
const USAGE = 2
const INCOMPLETE = 3

const USAGE_CODES = /^(?:USAGE|CONFIG_\w+|ENGINE_OPTION_\w+|REPORT_FORMAT_UNKNOWN|REPORT_OUTPUT_INVALID|REGISTRY_OPTION_INVALID|REGISTRY_REFERENCE_INVALID|K8S_KIND_UNKNOWN|K8S_SELECTOR_INVALID|GIT_TOKEN_AMBIGUOUS|GIT_URL_INVALID|IAC_\w+_INVALID|HOST_ADDRESS_INVALID|HOST_MODE_UNSUPPORTED|HOST_SOURCE_INVALID|HOST_PLUGIN_NOT_INSTALLED|HOST_NAME_TAKEN|LOCAL_ENGINE_ADDRESS)$/

/** Whether an error says that the command line is to be written otherwise. */
export function isUsageError({ code }: { readonly code: string }): boolean {
  return USAGE_CODES.test(code)
}

/** Runs a command line: what it throws is said on stderr, and becomes the exit code. */
export async function runMain(run: () => Promise<number>): Promise<number> {
  const output = (watched ??= watchOutput())
  try {
    const code = await run()
    return (await output.hasFailed()) && code <= 1 ? INCOMPLETE : code
  } catch (error) {
    const known = toVeinmindError(error)
    process.stderr.write(`${describeError(known, process.stderr.isTTY)}\n`)
    return isUsageError(known) ? USAGE : INCOMPLETE
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
