import type { Call, Machine } from '../flow/machine.ts'
import { CHANGED, DECODED, joinAll, REMOTE, REQUEST, UPLOAD } from '../flow/value.ts'
import type { Value } from '../flow/value.ts'
import { noteCut, tellValue } from './tell.ts'

/** A call of a function whose name is not known: only where the name comes from. */
export function callUnknown(machine: Machine, callee: Value, call: Call): Value {
  const named = joinAll([callee])
  noteCut(machine, named)
  const given = joinAll(call.args)
  const { at } = call
  const sink = 'a function whose name is computed'
  const chosen = (given.from & (REQUEST | UPLOAD)) !== 0
  if ((named.from & REQUEST) !== 0) {
    const from = named.from | (given.from & CHANGED)
    const known = call.args.some(({ known: text }) => typeof text === 'string' && text !== '')
    const isSmall = machine.source.length < 1000
    const confidence = chosen ? 'high' : known || isSmall ? 'medium' : 'low'
    tellValue(machine, 'WEBSHELL-003', { from, source: named.source }, { at, sink, confidence })
  } else if ((named.from & DECODED) !== 0 && chosen) {
    tellValue(
      machine,
      'WEBSHELL-003',
      { from: given.from | named.from, source: given.source },
      { at, sink, confidence: 'medium' },
    )
  } else if ((named.from & REMOTE) !== 0) tellValue(machine, 'WEBSHELL-007', named, { at, sink, confidence: 'medium' })
  else if ((named.from & 64) !== 0 && chosen && machine.source.length < 600 && call.scope === machine.globals) {
    tellValue(machine, 'WEBSHELL-003', given, { at, sink, confidence: 'medium' })
  }
  return joinAll([given, named], CHANGED)
}
