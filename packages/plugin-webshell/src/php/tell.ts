import type { Confidence } from '@veinmind/sdk'
import type { Machine } from '../flow/machine.ts'
import { CHANGED, CUT } from '../flow/value.ts'
import type { Value } from '../flow/value.ts'

/** Reports that a value reaches a sink. A value that went through unknown code is reported with low confidence. */
export function tellValue(
  machine: Machine,
  rule: string,
  value: Value,
  { at, sink, confidence = 'high' }: { readonly at: number; readonly sink: string; readonly confidence?: Confidence },
): void {
  const isChanged = (value.from & CHANGED) !== 0
  machine.tell({ rule, confidence: isChanged ? 'low' : confidence, at, sink, source: value.source ?? 'hidden code' })
}

/** What would be run is not known because a bound was met: then not all of the program was looked at. */
export function noteCut(machine: Machine, value: Value): void {
  if ((value.from & CUT) !== 0) machine.cut = true
}
