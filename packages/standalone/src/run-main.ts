import { toVeinmindError } from '@veinmind/sdk'
import { describeError } from './describe-error.ts'

/** The user has to say it otherwise; and: the world has to be otherwise. */
const USAGE = 2
const INCOMPLETE = 3

const USAGE_CODES = /^(?:USAGE|CONFIG_\w+|ENGINE_OPTION_\w+|REPORT_FORMAT_UNKNOWN|REPORT_OUTPUT_INVALID|REGISTRY_OPTION_INVALID|K8S_KIND_UNKNOWN|HOST_ADDRESS_INVALID|HOST_MODE_UNSUPPORTED)$/

/** Runs a command line: what it throws is said on stderr, and becomes the exit code. */
export async function runMain(run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (error) {
    const known = toVeinmindError(error)
    process.stderr.write(`${describeError(known, process.stderr.isTTY)}\n`)
    return USAGE_CODES.test(known.code) ? USAGE : INCOMPLETE
  }
}
