import { styleText } from 'node:util'
import { printable } from '@veinmind/sdk/target'
import { say } from './speech.ts'

interface ErrorForPerson {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
  /** What it happened to, where the message does not say so. */
  readonly target?: string | undefined
}

/** An error for a person: code, what happened to what, and on the next line what to do. */
export function describeError(error: ErrorForPerson, color: boolean): string {
  const word = say('error')
  const label = color ? styleText(['red', 'bold'], word, { validateStream: false }) : word
  const { target = '' } = error
  const message = say(error.message)
  const what = target === '' || error.message.includes(target) ? message : `${target}: ${message}`
  const lines = [`${label} ${error.code}  ${printable(what)}`]
  // The hint of a command line's error is shown in full.
  if (error.hint) {
    const hint = say(error.hint)
    lines.push(
      `      ${printable(error.code === 'USAGE' ? hint : hint.replace(/[.。]$/, '') + say('; see docs/errors.md'))}`,
    )
  }
  return lines.join('\n')
}
