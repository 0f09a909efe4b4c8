import { readFile, stat } from 'node:fs/promises'
import { readJson } from '@veinmind/internal'
import { gib, usageError } from '@veinmind/sdk'
import type { Report } from '../model/model.ts'
import { isFinding, isTarget } from '../model/report-shape.ts'

/** Longer ones are more than a string of this runtime holds. */
const MOST_BYTES = gib(0.5)

/** A report that the format `json` wrote. Throws `REPORT_FILE_INVALID` for what is none. */
export async function readReport(path: string): Promise<Report> {
  const invalid = (what: string, cause?: unknown): Error =>
    usageError('REPORT_FILE_INVALID', `${path}: ${what}`, {
      hint: 'name a file that -f json has written',
      ...(cause === undefined ? {} : { cause }),
    })
  const bytes = await stat(path)
    .then(({ size }) => (size > MOST_BYTES ? undefined : readFile(path)))
    .catch((cause: unknown) => {
      throw invalid(`it cannot be read: ${(cause as Error).message}`, cause)
    })
  if (bytes === undefined) throw invalid('it is larger than 512 MiB')
  const read = readJson(bytes)
  if ('wrong' in read) throw invalid(read.wrong, read.cause)
  const report = read.value as unknown as Report
  if (
    typeof report !== 'object' ||
    report === null ||
    !isFindings(report.findings) ||
    !Array.isArray(report.targets) ||
    !report.targets.every(isTarget)
  )
    throw invalid('it is no report of veinmind')
  // Reports of before have none.
  const { accepted = [], acceptNotes = [] } = report
  if (!isFindings(accepted)) throw invalid('it is no report of veinmind')
  return { ...report, accepted, acceptNotes }
}

function isFindings(value: unknown): value is Report['findings'] {
  return Array.isArray(value) && value.every(isFinding)
}
