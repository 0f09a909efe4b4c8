import type { HistoryStep } from '@veinmind/sdk'

/** A variable with its value, as an instruction sets it. */
export interface Assignment {
  readonly name: string
  readonly value: string
}

/** `NAME=value` at its first `=`; undefined without one. */
export function splitAssignment(text: string): Assignment | undefined {
  const equals = text.indexOf('=')
  return equals > 0 ? { name: text.slice(0, equals), value: text.slice(equals + 1) } : undefined
}

/** The variables that a history step sets: of `ENV`, `ARG`, `LABEL`, and build arguments that builders write as `|2 A=b C=d`. */
export function assignmentsOf({ createdBy }: Pick<HistoryStep, 'createdBy'>): readonly Assignment[] {
  const text = createdBy.slice(0, 65_536).replace(/^\/bin\/sh -c #\(nop\)\s*/, '')
  const counted = /^(?:RUN )?\|(\d{1,3}) /.exec(text)
  if (counted) return readPairs(text.slice(counted[0].length)).slice(0, Number(counted[1]))
  const instruction = /^(?:ENV|ARG|LABEL)\s+/i.exec(text)
  if (!instruction) return []
  const rest = text.slice(instruction[0].length)
  const old = /^([A-Za-z_]\w*)\s+([^=]*)$/.exec(rest)
  return old ? [{ name: old[1] ?? '', value: old[2] ?? '' }] : readPairs(rest)
}

/** Builders write values without quotes: one goes on up to the next `NAME=`, or the shell that runs the command. */
function readPairs(text: string): readonly Assignment[] {
  const starts = [...text.matchAll(/(?:^|\s)([A-Za-z_][\w.-]{0,127})=/g)]
  return starts.map((start, index) => {
    const from = start.index + start[0].length
    const value = text.slice(from, starts[index + 1]?.index ?? text.length)
    return {
      name: start[1] ?? '',
      value: unquote(value.replace(/\s\/bin\/[a-z]{1,10} -[a-z]{1,10} [\s\S]*$/, '').trim()),
    }
  })
}

function unquote(value: string): string {
  const quote = value.charAt(0)
  return (quote === '"' || quote === "'") && value.length > 1 && value.endsWith(quote) ? value.slice(1, -1) : value
}
