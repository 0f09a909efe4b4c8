import { isList, isObject, toNumber, toText } from '../hcl-value.ts'
import type { HclValue } from '../hcl-value.ts'

const VERB = /%(?:(%)|([-+# 0]*)(\d{1,3})?(?:\.(\d{1,3}))?(?:\[(\d{1,3})\])?([a-zA-Z]))/g

/** What `format` makes of a form and its values; undefined where a verb is none of those that are known, or a value does not fit. */
export function format(form: string, values: readonly HclValue[]): string | undefined {
  let next = 0
  let isWhole = true
  const used = new Set<number>()
  const text = form.replaceAll(VERB, (...found: readonly string[]) => {
    const [, percent, flags = '', width = '', precision, index, verb = ''] = found
    if (percent !== undefined) return '%'
    const at = index === undefined ? next : Number(index) - 1
    next = at + 1
    used.add(at)
    const value = values[at]
    const word = value === undefined ? undefined : wordOf(verb, value, { flags, precision })
    if (word === undefined) isWhole = false
    const fill = flags.includes('0') && !flags.includes('-') && /[dfx]/.test(verb) ? '0' : ' '
    return flags.includes('-') ? (word ?? '').padEnd(Number(width)) : padded(word ?? '', Number(width), fill)
  })
  const rest = form.replaceAll(VERB, '')
  return isWhole && used.size === values.length && !rest.includes('%') ? text : undefined
}

function padded(word: string, width: number, fill: string): string {
  const sign = fill === '0' && /^[-+]/.test(word) ? word.slice(0, 1) : ''
  return sign + word.slice(sign.length).padStart(width - sign.length, fill)
}

function wordOf(
  verb: string,
  value: HclValue,
  { flags, precision }: { readonly flags: string; readonly precision: string | undefined },
): string | undefined {
  const sign = (text: string): string => (flags.includes('+') && !text.startsWith('-') ? `+${text}` : text)
  const number = toNumber(value)
  switch (verb) {
    case 's':
      return toText(value)?.slice(0, precision === undefined ? undefined : Number(precision))
    case 'v':
      return (
        toText(value) ??
        (value === null ? 'null' : isList(value) || isObject(value) ? JSON.stringify(value) : undefined)
      )
    case 'q':
      return toText(value) === undefined ? undefined : JSON.stringify(toText(value))
    case 't':
      return typeof value === 'boolean' ? String(value) : undefined
    case 'd':
      return number !== undefined && Number.isInteger(number) ? sign(String(number)) : undefined
    case 'f':
      return number === undefined
        ? undefined
        : sign(number.toFixed(precision === undefined ? 6 : Math.min(100, Number(precision))))
    case 'x':
    case 'X': {
      if (number === undefined || !Number.isInteger(number)) return undefined
      return verb === 'x' ? number.toString(16) : number.toString(16).toUpperCase()
    }
    case 'b':
    case 'o':
      return number === undefined || !Number.isInteger(number) ? undefined : number.toString(verb === 'b' ? 2 : 8)
    default:
      return undefined
  }
}
