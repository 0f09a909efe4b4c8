import { decodeEscapes } from '../syntax/escapes.ts'
import { filter } from '../command/decode.ts'
import type { Ran, State } from '../command/model.ts'
import { downloadOf } from '../command/fetch.ts'
import { CLIENTS } from '../command/programs.ts'
import { EMPTY, join, known, unknown } from '../command/value.ts'
import type { Value } from '../command/value.ts'

const NO_FILE = /^-/

/** What the command prints, as far as it is known. */
export function printedBy(ran: Ran, state: State): Value {
  const { name, words, args } = ran
  if (name === 'echo') return echo(words.slice(1))
  if (name === 'printf') return printf(words.slice(1))
  if (name === 'which' || (name === 'type' && args.includes('-p'))) return words.at(-1) ?? EMPTY
  if (name === 'export' || name === 'set' || name === 'true' || name === ':') return EMPTY
  const download = downloadOf(ran)
  if (download) return download.path === undefined ? { ...unknown(`$(${ran.text})`), download: download.url } : EMPTY
  if (CLIENTS.has(name) || (name === 'openssl' && args[0] === 's_client')) {
    return { ...unknown(`$(${ran.text})`), isRemote: true }
  }
  const files = args.filter((word) => !NO_FILE.test(word)).flatMap((path) => state.files.get(path) ?? [])
  const socket = ran.targets.find(({ operator, isSocket }) => isSocket && operator.startsWith('<'))
  const input =
    files.length > 0
      ? join(files)
      : (ran.input ?? (socket ? { ...EMPTY, isKnown: false, isRemote: true as const } : undefined))
  if (socket && input) return { ...unknown('', [input]), isRemote: true }
  if (name === 'cat' && !input && args.some((word) => state.fifos.has(word))) return unknown('')
  const filtered = input && filter({ name, args, input })
  return filtered ?? unknown(`$(${ran.text})`, input ? [input] : [])
}

function echo(words: readonly Value[]): Value {
  let at = 0
  let isDecoded = false
  for (; /^-[neE]+$/.test(words[at]?.text ?? ''); at++) isDecoded ||= words[at]?.text.includes('e') === true
  const value = join(words.slice(at), ' ')
  const text = isDecoded ? decodeEscapes(value.text) : value.text
  const encodings = text === value.text ? value.encodings : [...value.encodings, 'escapes']
  return { ...value, text, encodings }
}

function printf([format, ...rest]: readonly Value[]): Value {
  if (!format) return EMPTY
  const first = format.text === '-v' || format.text === '--' ? rest[0] : format
  const values = first === format ? rest : rest.slice(1)
  const template = first?.text ?? ''
  let at = 0
  const printed = decodeEscapes(template).replaceAll(
    /%%|%[-+ #0]*\d{0,4}(?:\.\d{1,4})?([bsdxqc])/g,
    (_whole, kind?: string) => {
      if (kind === undefined) return '%'
      const value = values[at++]?.text ?? ''
      return kind === 'b' ? decodeEscapes(value) : value
    },
  )
  // The format is used again for what is left.
  const text = /%[bs]/.test(template)
    ? printed +
      values
        .slice(at)
        .map((value) => (template.includes('%b') ? decodeEscapes(value.text) : value.text))
        .join('')
    : printed
  const all = join(first ? [first, ...values] : values)
  return {
    ...all,
    text,
    encodings: /\\(?:x|[0-7])/.test(join([format, ...rest], ' ').text) ? [...all.encodings, 'escapes'] : all.encodings,
  }
}

/** The text that a known program is told to print, with line ends taken away. */
export function asWord(value: Value): Value {
  return value.isKnown ? known(value.text.replace(/\n+$/, ''), value.encodings) : value
}
