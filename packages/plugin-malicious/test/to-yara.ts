import type { Condition } from '../src/rules/condition.ts'
import type { ContentRule } from '../src/rules/rule.ts'

/** What YARA's patterns do not have, or have in another meaning. */
const FOREIGN = /\(\?[<=!]|\\[1-9]|\(\?<|\\k</
/** Texts that are shorter are compared with their case. */
const SHORT = 4

/** The rule as YARA has it; undefined where one of its patterns cannot be written so. */
export function toYara(rule: ContentRule): string | undefined {
  const strings: string[] = []
  const add = (definition: string): string => {
    strings.push(`    $s${strings.length} = ${definition}`)
    return `$s${strings.length - 1}`
  }
  const write = (condition: Condition): string | undefined => {
    if (typeof condition === 'string') return add(quoted(condition))
    if ('pattern' in condition) {
      const pattern = patternOf(condition.pattern)
      if (pattern === undefined) return undefined
      return `((${condition.near.map((text) => add(quoted(text))).join(' or ')}) and ${add(pattern)})`
    }
    const parts = ('all' in condition ? condition.all : 'any' in condition ? condition.any : condition.of).map(write)
    if (parts.includes(undefined)) return undefined
    if ('all' in condition) return `(${parts.join(' and ')})`
    if ('any' in condition) return `(${parts.join(' or ')})`
    return parts.every((part) => part?.startsWith('$')) ? `(${condition.atLeast} of (${parts.join(', ')}))` : undefined
  }
  const condition = write(rule.when)
  return condition === undefined
    ? undefined
    : `rule MAL_${rule.number}\n{\n  strings:\n${strings.join('\n')}\n  condition:\n    ${condition}\n}\n`
}

function quoted(text: string): string {
  const bytes = [...Buffer.from(text, 'latin1')]
  const escaped = bytes.map((byte) =>
    byte === 0x22 || byte === 0x5c || byte < 32 || byte > 126
      ? `\\x${byte.toString(16).padStart(2, '0')}`
      : String.fromCharCode(byte),
  )
  return `"${escaped.join('')}"${text.length < SHORT ? '' : ' nocase'}`
}

function patternOf({ source, flags }: RegExp): string | undefined {
  if (FOREIGN.test(source) || flags.includes('m') || /(?:^|[^\\[])[\^$](?!\])/.test(source.replaceAll('[^', '[')))
    return undefined
  const written = source
    .replaceAll('(?:', '(')
    .replaceAll('[^]', String.raw`[\x00-\xff]`)
    .replaceAll(String.raw`\0`, String.raw`\x00`)
  return `/${written}/${flags.includes('i') ? 'i' : ''}`
}
