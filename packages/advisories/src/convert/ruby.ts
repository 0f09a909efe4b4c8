import { asObject, isObject } from '@veinmind/internal'
import { cleanDate } from '../dates.ts'
import type { OsvSeverity } from '../model.ts'
import { makeAffected, makeRecord } from './make-record.ts'
import type { DocumentConverter } from './types.ts'
import { rangesWithout } from './unaffected.ts'

/** Advisories of RubySec, for gems and for Ruby itself: they say which versions are not affected. */
export const ruby: DocumentConverter = {
  matches: ({ value }) => isObject(value) && ('gem' in value || 'engine' in value) && 'title' in value,
  *convert({ value, path, name }) {
    const given = asObject(value)
    const { gem, engine, title, description, url, date } = given
    const about = typeof gem === 'string' ? gem : engine
    const ids = idsOf(given)
    const id = ids[0] ?? /^(?:OSVDB|RUBYSEC)-[\w-]+/.exec(name.replace(/\.ya?ml$/, ''))?.[0] ?? ''
    if (typeof about !== 'string' || id === '') {
      yield { kind: 'bad', where: path, reason: 'it has no package or no id' }
      return
    }
    // What a requirement refuses is affected: patched and unaffected versions are told, with the operators of RubyGems.
    const ranges = rangesWithout([...words(given['patched_versions']), ...words(given['unaffected_versions'])])
    if (ranges === undefined) {
      yield { kind: 'bad', where: path, reason: 'its versions are not understood' }
      return
    }
    const published = cleanDate(date)
    yield {
      kind: 'advisory',
      source: 'RubySec',
      record: makeRecord({
        id,
        aliases: ids.slice(1),
        summary: typeof title === 'string' ? title.replaceAll(/\s+/g, ' ') : '',
        details: typeof description === 'string' ? description : '',
        references: typeof url === 'string' ? [url] : [],
        ...(published === undefined ? {} : { published, modified: published }),
        severity: scoresOf(given),
        affected: [makeAffected({ ecosystem: typeof gem === 'string' ? 'RubyGems' : 'Ruby', name: about, ranges })],
        isPart: true,
      }),
    }
  },
}

function idsOf({ cve, ghsa, osvdb }: Readonly<Record<string, unknown>>): readonly string[] {
  return [
    ...(typeof cve === 'string' && /^\d{4}-\d{4,}$/.test(cve) ? [`CVE-${cve}`] : []),
    ...(typeof ghsa === 'string' && /^[\w-]{14}$/.test(ghsa) ? [`GHSA-${ghsa}`] : []),
    ...(typeof osvdb === 'number' || typeof osvdb === 'string' ? [`OSVDB-${osvdb}`] : []),
  ]
}

/** They give scores, not vectors. */
function scoresOf(given: Readonly<Record<string, unknown>>): readonly OsvSeverity[] {
  return (['cvss_v4', 'cvss_v3', 'cvss_v2'] as const).flatMap((key) => {
    const score = given[key]
    return typeof score === 'number' ? [{ type: `score ${key.slice(-1)}`, score: String(score) }] : []
  })
}

const words = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : []).filter((each): each is string => typeof each === 'string')
