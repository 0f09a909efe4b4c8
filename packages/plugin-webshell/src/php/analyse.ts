import type { Found } from '../model/finding.ts'
import { createMachine, runProgram } from '../flow/create-machine.ts'
import type { Machine, Told } from '../flow/machine.ts'
import { lineAt, lineStarts, snippetAt } from '../model/lines.ts'
import { concludeNotes } from './conclude.ts'
import { PHP } from './language.ts'
import { lexPhp } from './syntax/lexer.ts'
import { parseTokens } from './syntax/parse.ts'
import { isWorthLooking } from './worth.ts'

/** What an analysis gives: what it found, and whether a bound ended it before its end. */
export interface Analysis {
  readonly found: Found[]
  readonly isCut: boolean
}

/** Findings of one file, of which those with low confidence leave room for others. */
const MAX_LOW = 50
const MAX_FOUND = 500
const ORDER = { low: 0, medium: 1, high: 2 }

/** What a PHP file does with requests; `source` is Latin-1. */
export function analysePhp(source: string): Analysis {
  if (!isWorthLooking(source)) return { found: [], isCut: false }
  const starts = lineStarts(source)
  const byPlace = new Map<string, Found>()
  let outer = 0
  const tell = ({ rule, confidence, at, sink, source: origin }: Told, machine: Machine): void => {
    machine.notes.set('told', (machine.notes.get('told') ?? 0) + 1)
    // A finding inside of decoded code is placed where that code is run.
    const place = machine.layers > 0 ? outer : at
    if (machine.layers === 0) outer = at
    const line = lineAt(starts, place)
    const key = `${rule} ${line}`
    const before = byPlace.get(key)
    if (before !== undefined && ORDER[before.confidence] >= ORDER[confidence]) return
    if (byPlace.size > (confidence === 'low' ? MAX_LOW : MAX_FOUND)) return
    byPlace.set(key, { rule, confidence, line, sink, source: origin, code: snippetAt(machine.source, at) })
  }
  const machine = createMachine(PHP, source, tell)
  try {
    const onCut = () => (machine.cut = true)
    runProgram(machine, parseTokens(lexPhp(source, { onCut }), onCut))
  } catch (error) {
    // Programs nested too deep exhaust the stack: what was found until then counts.
    if (!(error instanceof RangeError)) throw error
    machine.cut = true
  }
  concludeNotes(machine)
  return { found: [...byPlace.values()], isCut: machine.cut }
}
