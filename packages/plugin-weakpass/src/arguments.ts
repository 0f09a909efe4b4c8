import { LONGEST_VALUE } from './environment.ts'
import type { Setting } from './environment.ts'

/** Flags that are followed by a password, with `=` or as the next word. */
const PASSWORD_FLAG =
  /^--?(?:requirepass|masterauth|password|passwd|pass|root-password|admin-password|adminPassword|auth|secret)$/

/** Words that switch authentication off. */
const SWITCHES: readonly RegExp[] = [
  /^--skip-grant-tables$/,
  /^--protected-mode[= ]no$/,
  /^--noauth$/,
  /^--no-auth$/,
  /^--insecure-no-auth$/,
]

/** How many arguments of one command line are read. */
export const MAX_ARGUMENTS = 1000

/** The settings of a command line that concern passwords; the script of `sh -c` is split into its words. */
export function readArguments(args: readonly string[], object: string): readonly Setting[] {
  const settings: Setting[] = []
  const words = args.slice(0, MAX_ARGUMENTS).flatMap((arg, index) => {
    const parts = /\s/.test(arg) ? splitScript(arg.slice(0, LONGEST_VALUE)) : [arg]
    return parts.map((word) => ({ word, at: `${object}[${index}]` }))
  })
  const hasPassword = words.some(({ word }) => /^--requirepass(?:=|$)/.test(word))
  for (const [i, { word, at }] of words.entries()) {
    const next = words[i + 1]?.word ?? ''
    const equals = word.indexOf('=')
    const [flag, value] = equals > 0 ? [word.slice(0, equals), word.slice(equals + 1)] : [word, next]
    const isOff = SWITCHES.some((pattern) => pattern.test(word) || pattern.test(`${word} ${next}`))
    if (isOff && !hasPassword)
      settings.push({ name: word, user: '', text: `${word} ${equals > 0 ? '' : next}`.trim(), object: at })
    if (!PASSWORD_FLAG.test(flag) || value === '' || value.startsWith('-') || /^\$[({A-Za-z_]/.test(value)) continue
    settings.push({ name: flag, user: '', password: value, text: `${flag} ${value}`, object: at })
  }
  return settings
}

/** Words of a shell script, quotes taken off: not a shell, but enough for a flag and what follows it. */
function splitScript(script: string): readonly string[] {
  return (script.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/s, '$2'))
}
