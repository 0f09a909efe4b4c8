import { runCheck } from './checks.ts'
import type { Instruction } from './instructions.ts'
import type { Check, HistoryRule } from './rule.ts'

/** A rule that an instruction breaks. */
export interface Hit {
  readonly rule: HistoryRule
  readonly instruction: Instruction
  /** The text that shows it, and where in it. */
  readonly text: string
  readonly start: number
  readonly end: number
  readonly secrets: readonly string[]
}

/** Characters of the text that are shown on each side of what was found, and of what was found itself. */
const SHOWN = 100

/** Every rule that the instruction breaks. */
export function findBroken(instruction: Instruction, rules: readonly HistoryRule[]): readonly Hit[] {
  const texts = instruction.expanded === undefined ? [instruction.text] : [instruction.text, instruction.expanded]
  return rules.flatMap((rule) => {
    if (!rule.on.has(instruction.keyword)) return []
    const hits = texts.flatMap((text) => breaks(rule, instruction, text) ?? [])
    return hits.slice(0, 1)
  })
}

/**
 * What shows a hit, in one line. It is never cut inside one of `secrets`: the part that is left would not be known for a
 * secret, and not be masked.
 */
export function evidenceOf(hit: Hit, secrets: Iterable<string>): string {
  const { text } = hit
  let start = Math.max(0, hit.start - SHOWN)
  let end = Math.min(text.length, Math.min(hit.end, hit.start + SHOWN) + SHOWN)
  for (const secret of secrets) {
    for (let at = text.indexOf(secret); at !== -1 && at < end; at = text.indexOf(secret, at + 1)) {
      if (at < start && at + secret.length > start) start = at
      if (at + secret.length > end) end = at + secret.length
    }
  }
  const middle = text.slice(start, end).replaceAll(/\s+/g, ' ').trim()
  const keyword = hit.rule.check ? '' : `${hit.instruction.keyword} `
  return `${keyword}${start > 0 ? '…' : ''}${middle}${end < text.length ? '…' : ''}`
}

/** `unless` comes last: an expression is compiled when it is first used, and most texts match nothing. */
function breaks(rule: HistoryRule, instruction: Instruction, text: string): Hit | undefined {
  const hit = rule.check ? checked(rule, instruction, rule.check) : matched(rule, instruction, text)
  return hit && rule.unless.some((expression) => expression.test(text)) ? undefined : hit
}

function checked(rule: HistoryRule, instruction: Instruction, check: Check): Hit | undefined {
  const broken = runCheck(check, instruction)
  if (!broken) return undefined
  const { excerpt, secret } = broken
  const secrets = secret === undefined ? [] : [secret]
  return { rule, instruction, text: excerpt, start: 0, end: excerpt.length, secrets }
}

function matched(rule: HistoryRule, instruction: Instruction, text: string): Hit | undefined {
  for (const expression of rule.match) {
    const match = expression.exec(text)
    if (!match) continue
    const secret = match.groups?.['secret']
    const end = match.index + match[0].length
    return { rule, instruction, text, start: match.index, end, secrets: secret === undefined ? [] : [secret] }
  }
  return undefined
}
