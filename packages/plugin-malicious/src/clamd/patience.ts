import { ClamdSilence } from './session.ts'

/** Files in a row that a daemon may leave without an answer; as many as are asked for at a time. */
const MOST_UNANSWERED = 8
/** Milliseconds after which a daemon that hangs is tried again, with one file. */
const PAUSE = 10_000

/**
 * With a daemon that hangs each file would take its whole time: after a few, files are refused at once, until the daemon answers again. Each
 * refusal throws, so that the file is said not to have been scanned.
 */
export function withPatience<Sample, Answer>(
  scan: (sample: Sample) => Promise<Answer>,
): (sample: Sample) => Promise<Answer> {
  let unanswered = 0
  let triedAgain = 0
  return async (sample) => {
    if (unanswered >= MOST_UNANSWERED) {
      if (performance.now() - triedAgain < PAUSE)
        throw new Error(`clamd has not answered for ${MOST_UNANSWERED} files: not asked`)
      triedAgain = performance.now()
    }
    try {
      const answer = await scan(sample)
      unanswered = 0
      return answer
    } catch (error) {
      unanswered = error instanceof ClamdSilence ? unanswered + 1 : 0
      if (unanswered >= MOST_UNANSWERED) triedAgain = performance.now()
      throw error
    }
  }
}
