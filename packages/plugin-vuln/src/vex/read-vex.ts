import { isObject } from '@veinmind/internal'
import { usageError } from '@veinmind/sdk'
import type { FileValue } from '@veinmind/sdk'
import { readCsaf } from './csaf.ts'
import { readCycloneDx } from './cyclonedx.ts'
import { readOpenVex } from './openvex.ts'
import { MOST_STATEMENTS } from './statement.ts'
import type { Statement } from './statement.ts'

/** The statements of files of any of the three formats; throws `VULN_VEX_INVALID` for one that is none. */
export function readVex(files: readonly FileValue[]): readonly Statement[] {
  const statements = files.flatMap(readOne)
  if (statements.length > MOST_STATEMENTS)
    throw invalid(files[0]?.path ?? '', `the files have more than ${MOST_STATEMENTS} statements`)
  return statements
}

function readOne({ path, text }: FileValue): readonly Statement[] {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw invalid(path, 'it is no JSON')
  }
  if (!isObject(value)) throw invalid(path, 'it is no object')
  if (Array.isArray(value['statements'])) return readOpenVex(value, path)
  if (value['bomFormat'] === 'CycloneDX') return readCycloneDx(value, path)
  if (isObject(value['document']) && 'csaf_version' in value['document']) return readCsaf(value, path)
  throw invalid(path, 'it is neither OpenVEX nor CycloneDX nor CSAF')
}

function invalid(path: string, what: string): Error {
  return usageError('VULN_VEX_INVALID', `--vuln.vex: ${path}: ${what}`, {
    hint: 'OpenVEX, CycloneDX 1.4 and later, and CSAF 2.0 are read, as JSON',
  })
}
