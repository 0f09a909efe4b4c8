import { createHash } from 'node:crypto'
import { elementsOf, isList, isObject, isPartly, objectOf, toText } from '../hcl-value.ts'
import type { HclValue } from '../hcl-value.ts'
import { of } from './define.ts'
import type { HclFunction } from './define.ts'
import { format } from './format.ts'
import { isQuick } from './quick-pattern.ts'

const digest = (name: string): HclFunction => of(['text'], (text) => createHash(name).update(text).digest('hex'))
/** The characters that a person sees: a letter with its accents is one. */
const letters = (text: string): readonly string[] =>
  Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)

/** A pattern of RE2 that means the same to JavaScript, and cannot take long there. */
function patternOf(pattern: string, text: string): RegExp | undefined {
  if (!isQuick(pattern, text.length)) return undefined
  try {
    return new RegExp(pattern, 'gu')
  } catch {
    return undefined
  }
}

function matchOf({ 0: whole, length, ...rest }: RegExpExecArray | RegExpMatchArray): HclValue {
  if (rest.groups) return objectOf(Object.entries(rest.groups).map(([name, text]) => [name, text ?? null]))
  if (length === 1) return whole ?? ''
  return Array.from({ length: length - 1 }, (_, index) => (rest as Readonly<Record<number, string>>)[index + 1] ?? null)
}

/** Functions of texts, by their names in bake. */
export const TEXTS: Readonly<Record<string, HclFunction>> = {
  upper: of(['text'], (text) => text.toUpperCase()),
  lower: of(['text'], (text) => text.toLowerCase()),
  title: of(['text'], (text) =>
    text.replaceAll(
      /(^|[^\p{L}\p{N}_'’])(\p{L})/gu,
      (_, before: string, letter: string) => before + letter.toUpperCase(),
    ),
  ),
  strlen: of(['text'], (text) => letters(text).length),
  reverse: of(['text'], (text) => letters(text).toReversed().join('')),
  substr: of(['text', 'number', 'number'], (text, from, length) => {
    const all = letters(text)
    const start = from < 0 ? Math.max(0, all.length + from) : from
    return all.slice(start, length < 0 ? undefined : start + length).join('')
  }),
  chomp: of(['text'], (text) => text.replace(/[\r\n]{1,1000000}$/, '')),
  trimspace: of(['text'], (text) => text.trim()),
  trim: of(['text', 'text'], (text, set) => trimEnd(trimStart(text, set), set)),
  trimprefix: of(['text', 'text'], (text, start) => (text.startsWith(start) ? text.slice(start.length) : text)),
  trimsuffix: of(['text', 'text'], (text, end) =>
    end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text,
  ),
  replace: (values, take) => {
    const [text, from, to] = values.map(toText)
    if (values.length !== 3 || text === undefined || from === undefined || to === undefined) return undefined
    return take(text.length * (to.length + 1)) ? text.replaceAll(from, () => to) : undefined
  },
  split: of(['text', 'text'], (mark, text) => (text === '' && mark !== '' ? [''] : text.split(mark))),
  join: (values) => {
    const [mark, ...lists] = values
    if (!lists.every(isList)) return undefined
    const items = lists.flat().map(toText)
    if (typeof mark !== 'string' || lists.length === 0 || items.some((item) => item === undefined)) return undefined
    return items.join(mark)
  },
  indent: of(['number', 'text'], (count, text) =>
    count >= 0 && count <= 1_000 ? text.replaceAll('\n', `\n${' '.repeat(count)}`) : undefined,
  ),
  format: (values) => {
    const [form, ...rest] = values
    return typeof form === 'string' ? format(form, rest) : undefined
  },
  formatlist: (values) => {
    const [form, ...rest] = values
    if (typeof form !== 'string') return undefined
    const length = Math.max(0, ...rest.map((one) => (isList(one) ? one.length : 0)))
    if (rest.some((one) => isList(one) && one.length !== length)) return undefined
    const made = Array.from({ length: rest.some(isList) ? length : 1 }, (_, index) =>
      format(
        form,
        rest.map((one) => (isList(one) ? (one[index] ?? null) : one)),
      ),
    )
    return made.every((one) => one !== undefined) ? made : undefined
  },
  regex: of(['text', 'text'], (pattern, text) => {
    const found = patternOf(pattern, text)?.exec(text)
    return found ? matchOf(found) : undefined
  }),
  regexall: of(['text', 'text'], (pattern, text) => {
    const form = patternOf(pattern, text)
    return form && [...text.matchAll(form)].map(matchOf)
  }),
  regex_replace: of(['text', 'text', 'text'], (text, pattern, to) => {
    const form = patternOf(pattern, text)
    // `$1x` is the group of that whole name to RE2.
    return form && !/\$[A-Za-z{]|\$\d+\w/.test(to) ? text.replace(form, to.replaceAll('$0', '$$&')) : undefined
  }),
  sanitize: of(['text'], (text) => text.replaceAll(/[^A-Za-z0-9_-]/gu, '_')),
  basename: of(
    ['text'],
    (path) =>
      path
        .replace(/\/{1,4096}$/, '')
        .split('/')
        .at(-1) || (path.startsWith('/') ? '/' : '.'),
  ),
  base64encode: of(['text'], (text) => Buffer.from(text).toString('base64')),
  base64decode: of(['text'], (text) =>
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
      ? Buffer.from(text, 'base64').toString()
      : undefined,
  ),
  urlencode: of(['text'], (text) =>
    encodeURIComponent(text)
      .replaceAll('%20', '+')
      .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`),
  ),
  jsonencode: of(['any'], (value) => (isPartly(value) ? undefined : jsonOf(value))),
  md5: digest('md5'),
  sha1: digest('sha1'),
  sha256: digest('sha256'),
  sha512: digest('sha512'),
}

function sorted(value: HclValue): HclValue {
  if (isList(value)) return value.map(sorted)
  return isObject(value) ? objectOf((elementsOf(value) ?? []).map(([name, one]) => [String(name), sorted(one)])) : value
}

function jsonOf(value: HclValue): string {
  return JSON.stringify(sorted(value)).replaceAll(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function trimStart(text: string, set: string): string {
  let from = 0
  while (from < text.length && set.includes(text[from] ?? '')) from++
  return text.slice(from)
}

function trimEnd(text: string, set: string): string {
  let to = text.length
  while (to > 0 && set.includes(text[to - 1] ?? '')) to--
  return text.slice(0, to)
}
