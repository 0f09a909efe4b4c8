import { styleText } from 'node:util'
import { printable } from '@veinmind/sdk'

interface ErrorForPerson {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
}

/** An error for a person: code, what happened, and on the next line what to do. */
export function describeError(error: ErrorForPerson, color: boolean): string {
  const label = color ? styleText(['red', 'bold'], 'error', { validateStream: false }) : 'error'
  const lines = [`${label} ${error.code}  ${printable(error.message)}`]
  // What was typed wrong, the hint says whole.
  if (error.hint) lines.push(`      ${printable(error.hint)}${error.code === 'USAGE' ? '' : '; see docs/errors.md'}`)
  return lines.join('\n')
}
