import { KEYWORDS } from './rule.ts'
import type { Variable } from './instructions.ts'
import { STEP_LIMIT } from './limits.ts'

/** A step's text as an instruction, whichever builder wrote it. */
export interface ParsedStep {
  /** `RUN`, `ENV`, … in capitals; what is no instruction is taken for a command, as `docker commit` writes them. */
  readonly keyword: string
  /** What follows: without the builder's shell, flags and marks. */
  readonly text: string
  /** Build arguments that the step was run with. */
  readonly args: readonly Variable[]
}

const INSTRUCTIONS = new Set<string>([...KEYWORDS, 'FROM', 'MAINTAINER', 'STOPSIGNAL'])

// Classic builders and buildah: `/bin/sh -c #(nop)  CMD ["sh"]`, on Windows `cmd /S /C #(nop) …`.
const NO_OPERATION = /^(?:[^\n]{0,200}?\s)?#\(nop\)\s*/

// The shells that builders put before a command: POSIX shells with options, cmd and PowerShell.
const SHELL =
  /^(?:(?:\/\S{1,100}\/)?(?:ba|da|z|k|a)?sh(?:\s+-o\s+\w+|\s+-[a-z]+)*?\s+-[a-z]*c\s+|cmd(?:\.exe)?\s+\/S\s+\/C\s+|(?:powershell|pwsh)(?:\.exe)?\s+-command\s+)/i

const SHELL_AFTER_ARGUMENTS =
  /\s(?:\/\S{1,100}\/(?:ba|da|z|k|a)?sh\s+-|(?:ba|da|z|k|a)?sh\s+-[a-z]*c\s|cmd(?:\.exe)?\s+\/S\s|(?:powershell|pwsh)(?:\.exe)?\s)/i

/**
 * Reads the `created_by` of classic builders, BuildKit, kaniko, buildah and `docker commit`. Undefined for an empty one (ko,
 * bazel, jib and squashed or imported images).
 */
export function parseStep(createdBy: string): ParsedStep | undefined {
  const whole = createdBy
    .slice(0, STEP_LIMIT)
    .replaceAll(/\\\r?\n/g, ' ')
    .replace(/\s+# buildkit\s*$/, '')
    .trim()
  if (whole === '') return undefined
  const noOperation = NO_OPERATION.exec(whole)
  if (noOperation) return parseInstruction(whole.slice(noOperation[0].length), 'RUN')
  return parseInstruction(whole, undefined)
}

/** The elements of an exec form (`["a", "b"]`, or `["a" "b"]` as classic builders write it) joined by spaces; other texts as they are. */
export function joinExecForm(text: string): string {
  const trimmed = text.trim()
  if (!trimmed.startsWith('[') || !trimmed.endsWith(']')) return text
  const items = trimmed.match(/"(?:[^"\\]|\\.)*"/g)
  if (!items) return text
  return items.map((item) => unquote(item)).join(' ')
}

/** The variables of an `ENV`, `ARG` or `LABEL`: `A=1 B="x y"`, or `A x y` as it was written long ago. */
export function parseVariables(text: string): readonly Variable[] {
  const old = /^([A-Za-z_][\w.-]*)\s+(?!\S{0,200}=)(.+)$/s.exec(text)
  if (old) return [{ name: old[1] ?? '', value: old[2] ?? '' }]
  // A value may hold spaces without quotes, since builders write what they have parsed: it ends where the next name begins.
  const starts = [...text.matchAll(/(?:^|\s)["']?([A-Za-z_][\w./-]{0,254})=/g)]
  return starts.map((start, index) => {
    const end = starts[index + 1]?.index ?? text.length
    const value = text.slice(start.index + start[0].length, end).trim()
    return { name: start[1] ?? '', value: value.replaceAll(/^["']|["']$/g, '') }
  })
}

function parseInstruction(text: string, fallback: string | undefined): ParsedStep {
  const first = /^([A-Za-z]+)(?:\s+|$)/.exec(text)
  const word = first?.[1] ?? ''
  const isInstruction = INSTRUCTIONS.has(word) || (fallback !== undefined && INSTRUCTIONS.has(word.toUpperCase()))
  if (!first || !isInstruction) return { keyword: 'RUN', ...parseCommand(text) }
  const rest = text.slice(first[0].length)
  const keyword = word.toUpperCase()
  if (keyword === 'RUN') return { keyword, ...parseCommand(rest) }
  return { keyword, text: rest, args: [] }
}

function parseCommand(text: string): Omit<ParsedStep, 'keyword'> {
  const withoutFlags = text.replace(/^(?:--(?:mount|network|security)\S*\s+)+/, '')
  const { command, args } = takeArguments(withoutFlags)
  return { text: joinExecForm(command.replace(SHELL, '')), args }
}

/** Takes `|2 A=1 B=2 ` off a command. Values are written without quotes: they end where the shell begins. */
function takeArguments(text: string): { readonly command: string; readonly args: readonly Variable[] } {
  const count = /^\|(\d{1,4})\s/.exec(text)
  if (!count) return { command: text, args: [] }
  const rest = text.slice(count[0].length)
  const shell = SHELL_AFTER_ARGUMENTS.exec(rest)
  if (shell) return { command: rest.slice(shell.index).trimStart(), args: parseVariables(rest.slice(0, shell.index)) }
  const words = rest.split(' ')
  const number = Number(count[1])
  return { command: words.slice(number).join(' '), args: parseVariables(words.slice(0, number).join(' ')) }
}

function unquote(item: string): string {
  try {
    return String(JSON.parse(item))
  } catch {
    return item.slice(1, -1)
  }
}
