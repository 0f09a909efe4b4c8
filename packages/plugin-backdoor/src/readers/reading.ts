import { analyseCommands, listCommands } from '@veinmind/commands'
import type { Confidence, Severity } from '@veinmind/sdk'
import { idOfCommandRule } from '../rules/ids.ts'

/** What is found in a file of a place. */
export interface Hit {
  readonly rule: string
  /** From 1. */
  readonly line?: number
  readonly evidence: string
  readonly severity?: Severity
  /** What it was hidden in. */
  readonly encodings?: readonly string[]
  /** A file that it names: a finding is worse where that belongs to no package. */
  readonly names?: string
}

/** What a reader makes of a file. */
export interface Reading {
  readonly hits: readonly Hit[]
  /** What was not looked at. */
  readonly cuts: readonly string[]
}

/** A file of a place: its text, and its path. */
export interface PlaceText {
  readonly text: string
  readonly path: string
}

export type Reader = (file: PlaceText) => Reading

export const NOTHING: Reading = { hits: [], cuts: [] }

/** The readings as one. */
export function joined(readings: readonly Reading[]): Reading {
  return { hits: readings.flatMap(({ hits }) => hits), cuts: [...new Set(readings.flatMap(({ cuts }) => cuts))] }
}

const SURE: Readonly<Record<Confidence, number>> = { low: 0, medium: 1, high: 2 }

export interface CommandOptions {
  /** The line of the file that the script begins at, from 1. */
  readonly line?: number
  readonly language?: string
  /** Rules with less confidence are left out: this place is meant for what they look for. */
  readonly least?: Confidence
  /** Rules (`CMD-…`) that do not apply here: every file of this place breaks them. */
  readonly without?: readonly string[]
}

/** What is found in the commands that a place runs by itself. */
export function commandsIn(script: string, options: CommandOptions = {}): Reading {
  const { line = 1, language = 'sh', least = 'low', without = [] } = options
  const { observations, cuts } = analyseCommands(script, { language })
  const hits = observations
    .filter(({ rule }) => SURE[rule.confidence] >= SURE[least] && !without.includes(rule.id))
    .map(({ rule, evidence, encodings, line: own }): Hit => ({
      rule: idOfCommandRule(rule.id),
      line: line + own - 1,
      evidence,
      ...(encodings.length > 0 ? { encodings } : {}),
    }))
  return { hits: [...hits, ...(language === 'sh' ? oddPrograms(script, line) : [])], cuts }
}

const MAX_ODD = 20

/** Programs that are run from a folder in which no program belongs. */
function oddPrograms(script: string, line: number): readonly Hit[] {
  if (!/\/(?:tmp|shm|mqueue|\.)/.test(script)) return []
  const { commands } = listCommands(script)
  return commands
    .filter(({ words: [program = ''] }) => isOddPath(program))
    .slice(0, MAX_ODD)
    .map(({ text, start }) => ({ rule: 'BACK-005', line: line + linesBefore(script, start), evidence: text }))
}

function linesBefore(text: string, at: number): number {
  let lines = 0
  for (let index = text.indexOf('\n'); index !== -1 && index < at; index = text.indexOf('\n', index + 1)) lines++
  return lines
}

/** A file in a folder that everybody may write to, or in a hidden one that no tool is known to make. */
export function isOddPath(path: string): boolean {
  return (
    isTemporaryPath(path) ||
    (path.startsWith('/') &&
      /\/\.(?!\.?\/)(?!(?:local|nvm|cargo|rbenv|pyenv|venv|asdf|sdkman|npm|yarn|bun|deno|dotnet|composer|config|oh-my-zsh|fzf|vim|rustup|poetry|conda|linuxbrew|krew|pulumi|volta|hermit|virtualenvs|tfenv|jenv|nodenv|goenv|pixi|nix-profile|nix-defexpr|docker|vscode-server|cache\/pypoetry)\b)[^/]+(?:\/[^/]+)*$/.test(
        path,
      ))
  )
}

export function isTemporaryPath(path: string): boolean {
  return /^\/(?:tmp|var\/tmp|dev\/shm|dev\/mqueue|run\/shm|run\/lock|var\/lock)\//.test(path)
}

/** The lines of a text with their numbers, those that go on after a backslash as one. */
export function* logicalLines(text: string): Generator<{ readonly line: number; readonly text: string }> {
  const lines = text.split('\n')
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1
    let joinedLine = lines[index]?.replace(/\r$/, '') ?? ''
    while (joinedLine.endsWith('\\') && index + 1 < lines.length)
      joinedLine = `${joinedLine.slice(0, -1)} ${lines[++index]?.replace(/\r$/, '') ?? ''}`
    yield { line, text: joinedLine }
  }
}
