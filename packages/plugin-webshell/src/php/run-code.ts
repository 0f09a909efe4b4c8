import type { Machine } from '../flow/machine.ts'
import { asText } from '../flow/texts.ts'
import {
  DECODED,
  joinAll,
  NOTHING,
  PARTIAL,
  REMOTE,
  REQUEST,
  SOCKET,
  STORED,
  textOf,
  UNKNOWN,
  UNSET,
  UPLOAD,
} from '../flow/value.ts'
import type { Scope, Value } from '../flow/value.ts'
import { parseCode, parseTokens } from './syntax/parse.ts'
import { lexPhp } from './syntax/lexer.ts'
import { noteCut, tellValue } from './tell.ts'

/** Programs inside of programs that are run. */
const MAX_LAYERS = 150
const MAX_CODE = 4 << 20

/** What runs code, and where. */
export interface Site {
  readonly scope: Scope
  readonly at: number
  readonly sink: string
}

/** `eval`: known code is analysed in turn; of other code, the origin is reported. */
export function runCode(machine: Machine, given: Value, site: Site): Value {
  const code = asText(machine, given, site.scope, site.at)
  const text = code.items === undefined ? textOf(code) : undefined
  if (text !== undefined) {
    const isHidden = (code.from & DECODED) !== 0 && text.length > 0
    return runKnown(machine, { ...code, known: text }, { ...site, isHidden, isFile: false })
  }
  const all = joinAll([code])
  noteCut(machine, all)
  const { at, sink } = site
  if ((all.from & (REQUEST | UPLOAD)) !== 0) tellValue(machine, 'WEBSHELL-001', all, { at, sink })
  else if ((all.from & (REMOTE | SOCKET)) !== 0) tellValue(machine, 'WEBSHELL-007', all, { at, sink })
  else if ((all.from & DECODED) !== 0) tellValue(machine, 'WEBSHELL-006', all, { at, sink, confidence: 'medium' })
  else if ((all.from & STORED) !== 0) tellValue(machine, 'WEBSHELL-006', all, { at, sink, confidence: 'low' })
  else if ((all.from & UNSET) !== 0 && site.scope === machine.globals && machine.layers === 0) {
    tellValue(machine, 'WEBSHELL-001', all, { at, sink, confidence: machine.source.length < 400 ? 'medium' : 'low' })
  }
  return all
}

/** Runs a program that is known, in the variables that are there. */
export function runKnown(
  machine: Machine,
  code: Value,
  site: Site & { readonly isHidden: boolean; readonly isFile: boolean },
): Value {
  const text = code.known as string
  if (machine.layers >= MAX_LAYERS || text.length > MAX_CODE) {
    machine.cut = true
    return UNKNOWN
  }
  const { source, unsure } = machine
  const before = machine.notes.get('told') ?? 0
  const onCut = () => (machine.cut = true)
  const program = site.isFile ? parseTokens(lexPhp(text, { onCut }), onCut) : parseCode(text, onCut)
  machine.source = site.isFile ? text : `<?php ${text}`
  machine.layers += 1
  machine.steps -= Math.min(machine.steps, text.length >> 3)
  const frame = { returned: undefined as Value | undefined }
  machine.execute(program, site.scope, frame)
  machine.layers -= 1
  machine.source = source
  machine.unsure = unsure
  if (site.isHidden && machine.layers === 0 && (machine.notes.get('told') ?? 0) === before) {
    tellValue(machine, 'WEBSHELL-006', code, {
      at: site.at,
      sink: site.sink,
      confidence: isCode(text) ? 'medium' : 'low',
    })
  }
  return frame.returned ?? NOTHING
}

/** Texts that call or assign something: what an expression in a template does not need to be hidden for. */
const isCode = (text: string): boolean => /[;(]/.test(text)

const PICTURE = /\.(?:jpe?g|png|gif|ico|bmp|webp|svg|mp3|mp4|pdf|zip|rar|css)$/i

/** `include`: a file that a request names, or that is no file at all. */
export function runInclude(machine: Machine, path: Value, site: Site): Value {
  const { at, sink } = site
  const text = textOf(path)
  const written = machine.written.filter((one) =>
    text === undefined ? one.path === path && path !== UNKNOWN : textOf(one.path) === text,
  )
  for (const { content } of written) runWritten(machine, content, site)
  if (text !== undefined) return includeKnown(machine, path, text, site)
  const all = joinAll([path])
  noteCut(machine, all)
  if ((all.from & UPLOAD) !== 0) tellValue(machine, 'WEBSHELL-001', all, { at, sink })
  else if ((all.from & REQUEST) !== 0) {
    const isWhole = (all.from & PARTIAL) === 0
    tellValue(machine, 'WEBSHELL-004', all, { at, sink, confidence: isWhole ? 'medium' : 'low' })
  } else if ((all.from & REMOTE) !== 0) tellValue(machine, 'WEBSHELL-007', all, { at, sink, confidence: 'medium' })
  return UNKNOWN
}

/** Runs what the program itself has put into a file. */
function runWritten(machine: Machine, content: Value, site: Site): void {
  const text = textOf(content)
  if (text !== undefined) runKnown(machine, { ...content, known: text }, { ...site, isHidden: false, isFile: true })
  else if ((joinAll([content]).from & (REQUEST | UPLOAD | REMOTE | SOCKET)) !== 0) runCode(machine, content, site)
}

function includeKnown(machine: Machine, path: Value, text: string, site: Site): Value {
  const { at, sink } = site
  const lower = text.trim().toLowerCase()
  if (lower.startsWith('php://input') || lower.startsWith('php://stdin')) {
    tellValue(machine, 'WEBSHELL-001', { from: REQUEST, source: text }, { at, sink })
  } else if (lower.startsWith('php://filter') && (lower.includes('convert.') || lower.includes('string.'))) {
    tellValue(machine, 'WEBSHELL-006', { from: DECODED, source: 'php://filter' }, { at, sink })
  } else if (lower.startsWith('data:')) {
    const comma = text.indexOf(',')
    const raw = decodeURIComponentSafe(text.slice(comma + 1))
    const known = /;base64/i.test(text.slice(0, comma)) ? Buffer.from(raw, 'base64').toString('latin1') : raw
    return runKnown(machine, { ...path, known }, { ...site, isHidden: true, isFile: true })
  } else if (
    /^(?:https?|ftps?|phar|zip|compress\.\w+|glob|expect|\\\\\w):?\/\//.test(lower) &&
    !lower.startsWith('phar:')
  ) {
    tellValue(machine, 'WEBSHELL-007', { from: REMOTE, source: text.slice(0, 100) }, { at, sink, confidence: 'medium' })
  } else if (PICTURE.test(lower)) {
    tellValue(
      machine,
      'WEBSHELL-006',
      { from: DECODED, source: text.slice(0, 100) },
      { at, sink, confidence: 'medium' },
    )
  }
  return UNKNOWN
}

function decodeURIComponentSafe(text: string): string {
  return text.replace(/%([\da-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
