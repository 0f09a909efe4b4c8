import { asObject } from '@veinmind/internal'
import { makeAffected, makeRecord } from './make-record.ts'
import type { DocumentConverter } from './types.ts'

/** Photon's lists of CVEs, one a release: `cve_data_photon5.0.json`. */
export const photon: DocumentConverter = {
  matches: ({ value }) =>
    Array.isArray(value) && value.length > 0 && 'cve_id' in asObject(value[0]) && 'pkg' in asObject(value[0]),
  *convert({ value, name, path }) {
    const release = /photon[_-]?v?(\d+\.\d+)/i.exec(name)?.[1]
    if (release === undefined) {
      yield { kind: 'bad', where: path, reason: 'its name does not say for which release it is' }
      return
    }
    for (const each of value as readonly unknown[]) {
      const { cve_id: id, pkg, cve_score: score, res_ver: fixed, status } = asObject(each)
      if (typeof id !== 'string' || !/^CVE-\d{4}-\d{4,}$/.test(id) || typeof pkg !== 'string') {
        yield { kind: 'bad', where: path, reason: 'an entry has no CVE' }
        continue
      }
      if (status === 'Not Affected') {
        yield { kind: 'left out', source: 'Photon', reason: 'not affected' }
        continue
      }
      const isFixed = typeof fixed === 'string' && /^\d/.test(fixed)
      yield {
        kind: 'advisory',
        source: 'Photon',
        record: makeRecord({
          id,
          severity: typeof score === 'number' ? [{ type: 'score 3', score: String(score) }] : [],
          affected: [
            makeAffected({
              ecosystem: `Photon OS:${release}`,
              name: pkg,
              ranges: [[{ introduced: '0' }, ...(isFixed ? [{ fixed }] : [])]],
            }),
          ],
          isPart: true,
        }),
      }
    }
  },
}
