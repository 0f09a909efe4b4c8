import { join } from 'node:path'
import { removeTemporary, temporaryFolder } from '@veinmind/services'
import { measure } from './measure.ts'
import { figure } from './result.ts'
import type { Result } from './result.ts'

const SCRIPT = join(import.meta.dirname, '../../packages/report/test/many-findings.ts')

/** 300,000 findings of 50,000 images, each with a secret of its own, written as JSON and HTML. */
export async function benchManyFindings(): Promise<Result[]> {
  const folder = temporaryFolder('bench-many')
  try {
    const { mebibytes } = await measure({ command: process.execPath, args: [SCRIPT, '300000', 'json,html', folder] })
    return [figure('memory of a report of 300,000 findings, as JSON and HTML', mebibytes, { most: 350, unit: 'MiB' })]
  } finally {
    removeTemporary(folder)
  }
}
