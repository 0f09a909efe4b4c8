import type { Converted } from '../model.ts'
import { familyOf } from '../ecosystems.ts'
import { isOsv, readOsv } from '../osv.ts'
import { sourceOfId } from '../sources.ts'
import type { DocumentConverter } from './types.ts'

/** Records of the OSV schema, one a document or a list of them: GitHub, Go, PyPA, RustSec, AlmaLinux, Rocky, Ubuntu, Red Hat and many more. */
export const osv: DocumentConverter = {
  matches: ({ value }) => isOsv(value) || (Array.isArray(value) && value.length > 0 && value.every(isOsv)),
  *convert({ path, value }) {
    for (const each of Array.isArray(value) ? value : [value]) yield convertOsv(each, path)
  },
}

/** One record of the OSV schema. */
export function convertOsv(value: unknown, where: string): Converted {
  try {
    const record = readOsv(value)
    return { kind: 'advisory', source: sourceOfId(record.id, familyOf(record.affected[0]?.ecosystem ?? '')), record }
  } catch (error) {
    return { kind: 'bad', where, reason: error instanceof Error ? error.message : String(error) }
  }
}
