import { formatLicense, parseLicense, spdxId } from '@veinmind/sdk/licenses'
import aliases from './aliases.json' with { type: 'json' }

const ALIASES: ReadonlyMap<string, string> = new Map(Object.entries(aliases))
/** Longer ones are no expressions but texts. */
const MAX_LENGTH = 1024

/**
 * The SPDX expression that a package's word for its licence stands for, where each of its words means one licence: distributions,
 * registries and people have names of their own for them. `undefined` where one is not known: `BSD` may be any of several.
 */
export function toSpdx(declared: string): string | undefined {
  if (declared.length > MAX_LENGTH) return undefined
  const text = declared.trim().replaceAll(/\s+/g, ' ')
  const expression = parseLicense(text) ?? parseLicense(idOf(text) ?? '') ?? parseLicense(translate(text) ?? '')
  return expression && formatLicense(expression)
}

/** The licences of a package, each once: as SPDX expressions, or as they are written when they are none. */
export function normaliseLicenses(declared: readonly string[]): readonly string[] {
  const texts = declared.map((text) => toSpdx(text) ?? text.trim().slice(0, MAX_LENGTH))
  return [...new Set(texts)].filter((text) => text !== '')
}

/** The words between operators and brackets, each as an id of SPDX; `undefined` where one is not known. */
function translate(text: string): string | undefined {
  const parts = text
    .replaceAll(/,? (?=(?:and|or|with) )/gi, ' ')
    .split(/(\s(?:and|or|with)\s|\s?[/|&]{1,2}\s?|[(),;])/i)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const words: string[] = []
  for (const part of parts) {
    if (/^(?:and|or|with|[()])$/i.test(part)) words.push(part)
    else if (/^(?:&{1,2}|[,;])$/.test(part)) words.push('AND')
    else if (/^(?:\/|\|{1,2})$/.test(part)) words.push('OR')
    else {
      const isException = words.at(-1)?.toLowerCase() === 'with'
      const id = isException ? part.replaceAll(' ', '-') : idOf(part)
      if (id === undefined) return undefined
      words.push(id.includes(' ') ? `(${id})` : id)
    }
  }
  return words.join(' ')
}

/** The id that a name means. */
function idOf(name: string): string | undefined {
  const exact = spdxId(name.replaceAll(' ', '-')) ?? ALIASES.get(name.toLowerCase())
  if (exact !== undefined) return exact
  const short = name
    .toLowerCase()
    .replace(/^https?:\/\/(?:www\.)?(?:opensource\.org\/licenses?\/|spdx\.org\/licenses\/)/, '')
    .replace(/^https?:\/\/(?:www\.)?apache\.org\/licenses\/license-(\d\.\d)(?:\.\w+)?$/, 'apache $1')
    .replace(/\.(?:html|txt|php)$/, '')
    .replaceAll(/\b(?:the|licen[cs]ed?|version|ver\.|open source)\b/g, ' ')
    .replaceAll(/[,"']/g, ' ')
    .replaceAll(/\bv(?=\d)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return spdxId(short.replaceAll(' ', '-')) ?? ALIASES.get(short) ?? gnuId(short)
}

const GNU_NAMES: ReadonlyMap<string, string> = new Map([
  ['gpl', 'GPL'],
  ['lgpl', 'LGPL'],
  ['agpl', 'AGPL'],
  ['gfdl', 'GFDL'],
  ['fdl', 'GFDL'],
  ['gnu general public', 'GPL'],
  ['gnu lesser general public', 'LGPL'],
  ['gnu library general public', 'LGPL'],
  ['gnu affero general public', 'AGPL'],
  ['gnu gpl', 'GPL'],
  ['gnu lgpl', 'LGPL'],
])

/** `GPLv2+`, `LGPL-2.1`, `gpl 3 or later`, `GPL (>= 2)` as ids. */
function gnuId(name: string): string | undefined {
  const [, family = '', least, version, later] =
    /^([a-z ]{3,40}?)[ -]?v?(?:\(?(>= ?))?(\d(?:\.\d)?)?\)?[ -]*(\+|or later|or newer|or any later)?$/.exec(name) ?? []
  const known = GNU_NAMES.get(family.trim())
  if (known === undefined) return undefined
  const isLater = later !== undefined || least !== undefined
  // Fedora writes `GPL+` for any version.
  if (version === undefined) return isLater && known === 'GPL' ? 'GPL-1.0-or-later' : undefined
  const number = version.includes('.') ? version : `${version}.0`
  return spdxId(`${known}-${number}-${isLater ? 'or-later' : 'only'}`)
}
