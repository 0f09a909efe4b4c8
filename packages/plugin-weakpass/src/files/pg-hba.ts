import { cutText } from '@veinmind/internal/text'
import type { Exposure, Extracted } from '../model.ts'
import { linesOf } from './lines.ts'

const LOOPBACK = /^(?:127\.|::1(?:\/|$)|localhost$|samehost$)/

/** `pg_hba.conf`: lines of the method `trust` that let other machines in without a password. */
export function readPgHba(bytes: Uint8Array): Extracted {
  const exposures: Exposure[] = []
  for (const { number, text } of linesOf(bytes)) {
    const fields = text.replace(/#.*$/, '').trim().split(/\s+/)
    const [type = '', , , address = ''] = fields
    if (!/^host(?:no)?(?:ssl|gssenc)?$/i.test(type) || LOOPBACK.test(address)) continue
    // An address may be followed by a mask of its own, which moves the method by one.
    const method = /^[\d.:a-f]+$/i.test(fields[4] ?? '') && !address.includes('/') ? fields[5] : fields[4]
    if (method?.toLowerCase() === 'trust')
      exposures.push({ rule: 'WEAK-012', evidence: cutText(fields.join(' '), 200), line: number })
    if (exposures.length >= 50) break
  }
  return { credentials: [], exposures }
}
