import { asObject, isObject } from '@veinmind/internal'
import type { JsonObject } from '@veinmind/sdk'
import { splitJson } from './split-json.ts'
import { cleanDate } from '../dates.ts'
import type { Converted, FlawFacts, Rating } from '../model.ts'
import { ratingOf, sortRatings } from '../severity/ratings.ts'
import type { DocumentConverter, LargeDocument, StreamConverter } from './types.ts'

const CVE = /^CVE-\d{4}-\d{4,19}$/

/** CISA's catalogue of known exploited vulnerabilities. */
export const kev: DocumentConverter = {
  matches: ({ value }) =>
    isObject(value) &&
    Array.isArray(value['vulnerabilities']) &&
    ('catalogVersion' in value || 'cveID' in asObject(value['vulnerabilities'][0])),
  *convert({ path, value }) {
    const { vulnerabilities, dateReleased } = asObject(value)
    const released = cleanDate(dateReleased)
    for (const each of vulnerabilities as readonly unknown[]) {
      const { cveID, dateAdded, dueDate, knownRansomwareCampaignUse, cwes } = asObject(each)
      const added = cleanDate(dateAdded)
      if (typeof cveID !== 'string' || !CVE.test(cveID) || added === undefined) {
        yield { kind: 'bad', where: path, reason: 'an entry has no CVE or no date' }
        continue
      }
      const due = cleanDate(dueDate)
      const ids = cwesIn(cwes)
      yield {
        kind: 'flaw',
        source: 'KEV',
        id: cveID,
        ...(released === undefined ? {} : { date: released }),
        facts: {
          kev: {
            added: added.slice(0, 10),
            ...(due === undefined ? {} : { due: due.slice(0, 10) }),
            ...(knownRansomwareCampaignUse === 'Known' ? { ransomware: true as const } : {}),
          },
          ...(ids.length === 0 ? {} : { cwes: ids }),
        },
      }
    }
  },
}

/** EPSS scores of FIRST: CSV whose first line says of which day. */
export const epss: StreamConverter = {
  matches: ({ head }) => /^(?:#model_version:[^\n]*\n)?\s*cve,epss,percentile/.test(head),
  async *convert({ path, chunks }: LargeDocument) {
    let date: string | undefined
    for await (const line of linesOf(chunks())) {
      if (line.startsWith('#')) date = cleanDate(/score_date:([\d-]{10})/.exec(line)?.[1])
      if (line === '' || line.startsWith('#') || line.startsWith('cve,')) continue
      const [id = '', score, percentile] = line.split(',')
      const numbers = [Number(score), Number(percentile)] as const
      if (!CVE.test(id) || !numbers.every((number) => number >= 0 && number <= 1)) {
        yield { kind: 'bad', where: path, reason: `no score of a CVE: ${line.slice(0, 60)}` }
        continue
      }
      const day = date?.slice(0, 10)
      const facts = { score: numbers[0], percentile: numbers[1], ...(day === undefined ? {} : { date: day }) }
      yield { kind: 'flaw', source: 'EPSS', id, facts: { epss: facts }, ...(date === undefined ? {} : { date }) }
    }
  },
}

/** Pages of NVD's API 2.0 and its yearly files. */
export const nvd: StreamConverter = {
  matches: ({ head }) =>
    /"format"\s*:\s*"NVD_CVE"/.test(head) || /"vulnerabilities"\s*:\s*\[\s*\{\s*"cve"\s*:\s*\{/.test(head),
  async *convert({ path, chunks }: LargeDocument) {
    for await (const { key, text } of splitJson(chunks(), 'vulnerabilities')) {
      if (key !== undefined) continue
      yield convertCve(asObject(asObject(JSON.parse(text))['cve']), path)
    }
  },
}

function convertCve(cve: JsonObject, where: string): Converted {
  const { id, vulnStatus, metrics, weaknesses, descriptions } = cve
  if (typeof id !== 'string' || !CVE.test(id)) return { kind: 'bad', where, reason: 'an entry has no CVE' }
  const [published, modified] = [cleanDate(cve['published']), cleanDate(cve['lastModified'])]
  const ratings = Object.entries(asObject(metrics)).flatMap(([name, list]) => ratingsOfMetric(name, list))
  const cwes = cwesIn(objects(weaknesses).flatMap(({ description }) => objects(description).map(({ value }) => value)))
  const summary = objects(descriptions).find(({ lang }) => lang === 'en')?.['value']
  const facts: FlawFacts = {
    ...(ratings.length === 0 ? {} : { ratings: sortRatings(ratings) }),
    ...(cwes.length === 0 ? {} : { cwes }),
    ...(published === undefined ? {} : { published }),
    ...(typeof summary === 'string' && summary !== '' ? { summary: summary.slice(0, 300) } : {}),
    ...(vulnStatus === 'Rejected' ? { rejected: true } : {}),
  }
  return { kind: 'flaw', source: 'NVD', id, facts, ...(modified === undefined ? {} : { date: modified }) }
}

/** NVD's own metrics before those that others gave it. */
function ratingsOfMetric(name: string, list: unknown): readonly Rating[] {
  const entries = objects(list)
  const primary = entries.filter(({ type }) => type === 'Primary')
  return (primary.length > 0 ? primary : entries).flatMap(({ cvssData }) => {
    const { vectorString } = asObject(cvssData)
    const type = name.startsWith('cvssMetricV') ? 'CVSS_' : ''
    return typeof vectorString === 'string' && type !== '' ? (ratingOf({ type, score: vectorString }) ?? []) : []
  })
}

const objects = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.map(asObject) : [])

const cwesIn = (value: unknown): readonly string[] =>
  [...new Set(Array.isArray(value) ? value : [])].filter(
    (id): id is string => typeof id === 'string' && /^CWE-\d{1,5}$/.test(id),
  )

/** The lines of a text that comes in chunks; one that is longer than any of ours is cut. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = (lines.pop() ?? '').slice(0, 64 * 2 ** 20)
    for (const line of lines) yield line.replace(/\r$/, '')
  }
  if (rest !== '') yield rest
}
