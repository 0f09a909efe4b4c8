import { runCheck } from './checks.ts'
import type { Broken } from './checks.ts'
import type { Instruction } from './instructions.ts'
import type { HistoryRule } from './rule.ts'

/** A rule that an instruction breaks. */
export interface Hit {
  readonly rule: HistoryRule
  readonly instruction: Instruction
  /** What shows it, in one line of at most some 300 characters. */
  readonly evidence: string
  readonly secrets: readonly string[]
}

/** Characters of the text that are shown on each side of what was found. */
const AROUND = 100

/** Every rule that the instruction breaks. */
export function findBroken(instruction: Instruction, rules: readonly HistoryRule[]): readonly Hit[] {
  return rules.flatMap((rule) => {
    if (!rule.on.has(instruction.keyword)) return []
    const broken =
      breaks(rule, instruction, instruction.text) ??
      (instruction.expanded === undefined ? undefined : breaks(rule, instruction, instruction.expanded))
    if (!broken) return []
    const secrets = broken.secret === undefined ? [] : [broken.secret]
    return [{ rule, instruction, evidence: `${prefix(rule, instruction)}${broken.excerpt}`, secrets }]
  })
}

function prefix(rule: HistoryRule, instruction: Instruction): string {
  return rule.check ? '' : `${instruction.keyword} `
}

function breaks(rule: HistoryRule, instruction: Instruction, text: string): Broken | undefined {
  const broken = rule.check ? runCheck(rule.check, instruction) : firstMatch(rule.match, text)
  return broken && !rule.unless.some((expression) => expression.test(text)) ? broken : undefined
}

function firstMatch(expressions: readonly RegExp[], text: string): Broken | undefined {
  for (const expression of expressions) {
    const match = expression.exec(text)
    if (match) return { excerpt: excerpt(text, match.index, match[0].length), ...secretOf(match) }
  }
  return undefined
}

function secretOf(match: RegExpExecArray): { readonly secret?: string } {
  const secret = match.groups?.['secret']
  return secret === undefined ? {} : { secret }
}

function excerpt(text: string, index: number, length: number): string {
  const start = Math.max(0, index - AROUND)
  const end = Math.min(text.length, index + Math.min(length, AROUND) + AROUND)
  const middle = text.slice(start, end).replaceAll(/\s+/g, ' ').trim()
  return `${start > 0 ? '…' : ''}${middle}${end < text.length ? '…' : ''}`
}
