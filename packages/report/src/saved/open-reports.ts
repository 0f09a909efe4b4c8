import { closeSync, openSync, readSync } from 'node:fs'
import { readReport } from '../acceptance/read-report.ts'
import { mergeReports } from './merge-reports.ts'
import { readLineReport } from './read-line-report.ts'
import type { OpenReport } from './read-line-report.ts'

/**
 * What scans have saved with the formats `json` and `ndjson`, as one report. Of `ndjson` the long lists stay on disk. Throws
 * `REPORT_FILE_INVALID` for a file that is no report.
 */
export async function openReports(paths: readonly string[]): Promise<OpenReport> {
  const opened: OpenReport[] = []
  const close = (): void => {
    for (const one of opened) one.close()
  }
  try {
    for (const path of paths)
      opened.push(isLines(path) ? readLineReport(path) : { report: withLists(await readReport(path)), close: () => {} })
    return { report: mergeReports(opened.map(({ report }) => report)), close }
  } catch (error) {
    close()
    throw error
  }
}

/** Reports of before have not all of the lists. */
function withLists(report: OpenReport['report']): OpenReport['report'] {
  const { plugins, assets, inventory, errors, skipped } = report as Partial<OpenReport['report']>
  return {
    ...report,
    plugins: plugins ?? [],
    assets: assets ?? [],
    inventory: inventory ?? [],
    errors: errors ?? [],
    skipped: skipped ?? [],
  }
}

function isLines(path: string): boolean {
  const start = Buffer.from('{"begin":')
  const bytes = Buffer.alloc(start.length)
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    // Said by what reads it.
    return false
  }
  try {
    return readSync(file, bytes, 0, bytes.length, 0) === bytes.length && bytes.equals(start)
  } catch {
    return false
  } finally {
    closeSync(file)
  }
}
