import { asObject, isObject } from '@veinmind/internal'
import type { JsonObject } from '@veinmind/sdk'
import { cleanDate } from '../dates.ts'
import type { OsvEvent } from '../model.ts'
import { makeAffected, makeRecord } from './make-record.ts'
import type { DocumentConverter } from './types.ts'

/** Advisories of FriendsOfPHP: a package of Composer with the versions of each branch. */
export const php: DocumentConverter = {
  matches: ({ value }) => isObject(value) && isObject(value['branches']) && packageOf(value) !== undefined,
  *convert({ value, path, name }) {
    const given = asObject(value)
    const { title, link, cve, branches } = given
    const about = packageOf(given) ?? ''
    const branchList = Object.values(asObject(branches)).map(asObject)
    const ranges = branchList.flatMap(({ versions }) => {
      const range = rangeOf(Array.isArray(versions) ? versions : [])
      return range === undefined ? [] : [range]
    })
    if (ranges.length === 0) {
      yield { kind: 'bad', where: path, reason: 'its versions are not understood' }
      return
    }
    const times = branchList.flatMap(({ time }) => cleanDate(time) ?? []).sort()
    const [published, modified] = [times[0], times.at(-1)]
    const hasCve = typeof cve === 'string' && /^CVE-\d{4}-\d{4,}$/.test(cve)
    yield {
      kind: 'advisory',
      source: 'FriendsOfPHP',
      record: makeRecord({
        id: hasCve ? cve : `FOP-${about}-${name.replace(/\.ya?ml$/, '')}`.replaceAll(/[^\w.-]/g, '-').slice(0, 128),
        summary: typeof title === 'string' ? title : '',
        references: typeof link === 'string' && link.startsWith('http') ? [link] : [],
        ...(published === undefined ? {} : { published }),
        ...(modified === undefined ? {} : { modified }),
        affected: [makeAffected({ ecosystem: 'Packagist', name: about, ranges })],
        isPart: true,
      }),
    }
  },
}

/** `composer://cakephp/cakephp` */
function packageOf({ reference }: JsonObject): string | undefined {
  return typeof reference === 'string' ? /^composer:\/\/(\S{3,200})$/.exec(reference)?.[1] : undefined
}

/** `['>=2.0.0', '<2.0.99']` */
function rangeOf(versions: readonly unknown[]): readonly OsvEvent[] | undefined {
  const events: OsvEvent[] = []
  for (const each of versions) {
    const [, sign, version = ''] = /^\s*(>=|<=|<|>|=)?\s*v?([\w.@+-]{1,100})\s*$/.exec(String(each)) ?? []
    if (version === '') return undefined
    if (sign === '>=' || sign === '>') events.push({ introduced: version })
    else if (sign === '<') events.push({ fixed: version })
    else if (sign === '<=') events.push({ last_affected: version })
    else events.push({ introduced: version }, { last_affected: version })
  }
  if (events.length === 0) return undefined
  return events.some((event) => event.introduced !== undefined) ? events : [{ introduced: '0' }, ...events]
}
