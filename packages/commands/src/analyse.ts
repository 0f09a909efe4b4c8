import { findInCode } from './detect/code.ts'
import { createRun, runScript } from './follow/execute.ts'
import type { Run, Said } from './follow/execute.ts'
import { COMMAND_RULES } from './rules/index.ts'
import type { CommandRule } from './rules/rule.ts'

/** Something that a script does. */
export interface Observation {
  readonly rule: CommandRule
  /** The command as it is run: without quotes, decoded, its variables put in, in at most 300 characters. */
  readonly evidence: string
  /** Where the outermost command that does it begins and ends, in the text that was given. */
  readonly start: number
  readonly end: number
  /** The line of `start`, from 1. */
  readonly line: number
  /** What it was hidden in, from the outside in: `base64`, `hex`, `reversed`. */
  readonly encodings: readonly string[]
}

export interface Analysis {
  /** Each rule once a command, in the order of the text. */
  readonly observations: readonly Observation[]
  /** What was left out, and why; empty when everything was analysed. */
  readonly cuts: readonly string[]
}

export interface AnalyseOptions {
  /** `sh`, by default, for shells; else as `languageOfFile` names them. */
  readonly language?: string
}

/** Characters of a script that are looked at. */
const MAX_SCRIPT = 1_048_576
const MAX_EVIDENCE = 300
const MAX_OBSERVATIONS = 1_000

/** What a script does that an intruder would. Nothing is run; takes time in proportion to the text; never throws. */
export function analyseCommands(script: string, { language = 'sh' }: AnalyseOptions = {}): Analysis {
  const run = createRun()
  const text = script.slice(0, MAX_SCRIPT)
  if (text.length < script.length)
    run.cuts.add(`a script is longer than ${MAX_SCRIPT} characters: the rest was not looked at`)
  if (language === 'sh') runScript(run, text, { depth: 0, isConnected: false, encodings: [] })
  else analyseCode(run, text, language)
  return { observations: observationsOf(run, text), cuts: [...run.cuts] }
}

function analyseCode(run: Run, text: string, language: string): void {
  for (const found of findInCode(text, language)) {
    const start = Math.max(0, text.indexOf(found.text.slice(0, 40)))
    const place = { start, end: Math.min(text.length, start + found.text.length) }
    if (found.rule !== undefined) run.said.push({ rule: found.rule, evidence: found.text, ...place, encodings: [] })
    for (const command of found.scripts) {
      const at = Math.max(0, text.indexOf(command))
      runScript(run, command, {
        depth: 1,
        place: { start: at, end: at + command.length },
        isConnected: false,
        encodings: [],
      })
    }
  }
}

const RULES = new Map(COMMAND_RULES.map((rule) => [rule.id, rule]))

function observationsOf({ said, cuts }: Run, text: string): readonly Observation[] {
  const seen = new Set<string>()
  const sorted = said.toSorted((a, b) => a.start - b.start)
  const observations: Observation[] = []
  let line = 1
  let counted = 0
  for (const one of sorted) {
    const rule = RULES.get(one.rule)
    const key = `${one.rule} ${one.start}`
    if (!rule || seen.has(key)) continue
    seen.add(key)
    if (observations.length >= MAX_OBSERVATIONS) {
      cuts.add(`more than ${MAX_OBSERVATIONS} things are found in a script: the rest is not listed`)
      break
    }
    for (; counted < one.start; counted++) if (text[counted] === '\n') line++
    observations.push({ rule, line, ...shown(one) })
  }
  return observations
}

function shown({ evidence, start, end, encodings }: Said): Omit<Observation, 'rule' | 'line'> {
  const text = evidence.replaceAll(/\s+/g, ' ').trim()
  return { evidence: text.length > MAX_EVIDENCE ? `${text.slice(0, MAX_EVIDENCE)}…` : text, start, end, encodings }
}
