import { asObject, isObject } from '@veinmind/internal'
import type { JsonObject } from '@veinmind/sdk'
import type { SupportCycle } from '../model.ts'
import type { DocumentConverter } from './types.ts'

/** How long products are supported: the release data of endoflife.date, and the answers of its API. */
export const endOfLife: DocumentConverter = {
  matches: ({ value, name }) => /^[a-z0-9-]+\.json$/.test(name) && (cyclesIn(value).length > 0 || isReleaseData(value)),
  *convert({ name, value }) {
    const cycles = cyclesIn(value).flatMap(readCycle)
    if (cycles.length === 0) yield { kind: 'left out', source: 'endoflife.date', reason: 'no end of support' }
    else yield { kind: 'support', source: 'endoflife.date', support: { product: name.replace(/\.json$/, ''), cycles } }
  },
}

/** Of many products it has the versions alone. */
const isReleaseData = (value: unknown): boolean =>
  isObject(value) && isObject(value['releases']) && isObject(value['versions'])

/** Release data has `releases` by name, the API a list with `cycle`, its version 1 `result.releases`. */
function cyclesIn(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) {
    const cycles = value.map(asObject)
    return cycles.every((cycle) => 'cycle' in cycle && 'eol' in cycle) ? cycles : []
  }
  if (!isObject(value)) return []
  const releases = value['releases'] ?? asObject(value['result'])['releases']
  const list = Array.isArray(releases) ? releases : isObject(releases) ? Object.values(releases) : []
  return list.map(asObject).filter((cycle) => 'name' in cycle)
}

function readCycle(cycle: JsonObject): readonly SupportCycle[] {
  const name = cycle['name'] ?? cycle['cycle']
  const end = endOf(cycle['eol'] ?? cycle['eolFrom'] ?? cycle['isEol'])
  if ((typeof name !== 'string' && typeof name !== 'number') || end === undefined) return []
  const extended = endOf(cycle['eoes'] ?? cycle['eoesFrom'] ?? cycle['extendedSupport'])
  const latest = typeof cycle['latest'] === 'string' ? cycle['latest'] : asObject(cycle['latest'])['name']
  const { codename } = cycle
  return [
    {
      name: String(name).slice(0, 60),
      ...(typeof codename === 'string' ? { codename: codename.slice(0, 60) } : {}),
      end,
      ...(extended === undefined ? {} : { extendedEnd: extended }),
      ...(typeof latest === 'string' ? { latest: latest.slice(0, 60) } : {}),
    },
  ]
}

function endOf(value: unknown): string | boolean | undefined {
  if (typeof value === 'boolean') return value
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined
}
