import { isObject } from '@veinmind/internal'
import type { Entry, Inspector, RecordsOf, Want } from '@veinmind/sdk'
import { parseWantRules } from './wants.ts'
import type { WantRule } from './wants.ts'

/** An inspector as a manifest declares it. */
export interface DeclaredInspector {
  readonly id: string
  /** The package that it belongs to, where that is not the plugin. */
  readonly owner?: string
  readonly version: number
  readonly keywords: readonly string[]
  readonly searchLinks: boolean
  /** Whether its records are cached: always, under a key that it gives once a run, or never. */
  readonly keeps: 'always' | 'by-key' | 'never'
  /** `ask`: the plugin is asked about every entry. */
  readonly wants: 'ask' | readonly WantRule[]
}

const MAX_INSPECTORS = 100
const MAX_KEYWORDS = 10_000

/** The inspectors of a manifest; throws a `TypeError` with what is wrong. */
export function parseInspectors(value: unknown): readonly DeclaredInspector[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > MAX_INSPECTORS) throw new TypeError('inspectors is no list')
  const inspectors = value.map(parseInspector)
  const names = new Set(inspectors.map(({ id, owner = '' }) => `${owner} ${id}`))
  if (names.size < inspectors.length) throw new TypeError('two inspectors have one id')
  return inspectors
}

function parseInspector(value: unknown): DeclaredInspector {
  if (!isObject(value)) throw new TypeError('an inspector is no object')
  const { id, owner, version, keywords = [], searchLinks, wants, keeps = 'always' } = value
  if (typeof id !== 'string' || !/^[a-z][a-z0-9-]{0,99}$/.test(id))
    throw new TypeError('the id of an inspector is none')
  const isVersion = typeof version === 'number' && Number.isSafeInteger(version) && version >= 1
  if (!isVersion) throw new TypeError(`the version of inspector ${id} is not 1, 2, 3, …`)
  if (owner !== undefined && (typeof owner !== 'string' || owner.length > 300))
    throw new TypeError(`the owner of inspector ${id} is none`)
  if (keeps !== 'always' && keeps !== 'by-key' && keeps !== 'never')
    throw new TypeError(`keeps of inspector ${id} is none of always, by-key, never`)
  const areWords = Array.isArray(keywords) && keywords.length <= MAX_KEYWORDS && keywords.every(isKeyword)
  if (!areWords) throw new TypeError(`the keywords of inspector ${id} are not 3 to 64 printable ASCII characters each`)
  return {
    id,
    version,
    keywords,
    searchLinks: searchLinks === true,
    keeps,
    wants: wants === 'ask' ? 'ask' : parseWantRules(wants),
    ...(owner === undefined ? {} : { owner }),
  }
}

const isKeyword = (word: unknown): boolean => typeof word === 'string' && /^[\x20-\x7e]{3,64}$/.test(word)

/** What a plugin has answered of an entry, for each of its inspectors. */
export type Answers = WeakMap<Entry, readonly (Want | { readonly error: string } | undefined)[]>

/** What inspectors are made with. */
export interface InspectorParts {
  /** Digest of the plugin, which is part of the cache key. */
  readonly digest: string
  readonly answers: Answers
  /** Asks what the records of an inspector depend on besides. */
  readonly askKey: (inspector: RecordsOf<unknown>) => Promise<string>
}

/** The inspectors as the engine has them. */
export function toInspectors(
  declared: readonly DeclaredInspector[],
  { digest, answers, askKey }: InspectorParts,
): readonly Inspector[] {
  return declared.map(({ id, owner, version, keywords, searchLinks, wants, keeps }, place) => ({
    id,
    version,
    ...(owner === undefined ? {} : { owner }),
    data: [digest, owner ?? ''],
    keywords,
    searchLinks,
    ...(keeps === 'never' ? { cache: false } : {}),
    ...(keeps === 'by-key' ? { cacheKey: () => askKey({ id, ...(owner === undefined ? {} : { owner }) }) } : {}),
    wants: (entry) =>
      wants === 'ask' ? answerOf(answers, entry, place) : wants.find((rule) => rule.matches(entry))?.want,
    inspect() {
      throw new TypeError(`${id} runs in a process of its own`)
    },
  }))
}

function answerOf(answers: Answers, entry: Entry, place: number): Want | undefined {
  const known = answers.get(entry)
  if (!known) throw new TypeError('the plugin was not asked')
  const answer = known[place]
  if (answer && 'error' in answer) throw new TypeError(answer.error)
  return answer
}
