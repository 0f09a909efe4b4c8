import { styleText } from 'node:util'
import { printable } from '@veinmind/sdk'

interface ErrorForPerson {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
  /** What it happened to, where the message does not say so. */
  readonly target?: string | undefined
}

/** An error for a person: code, what happened to what, and on the next line what to do. */
export function describeError(error: ErrorForPerson, color: boolean): string {
  const label = color ? styleText(['red', 'bold'], 'error', { validateStream: false }) : 'error'
  const { target = '', message } = error
  const what = target === '' || message.includes(target) ? message : `${target}: ${message}`
  const lines = [`${label} ${error.code}  ${printable(what)}`]
  // What was typed wrong, the hint says whole.
  if (error.hint) lines.push(`      ${printable(error.hint)}${error.code === 'USAGE' ? '' : '; see docs/errors.md'}`)
  return lines.join('\n')
}
