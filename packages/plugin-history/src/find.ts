import { excerptOf, tokenAround } from '@veinmind/internal/text'
import type { Stretch } from '@veinmind/internal/text'
import { analyseCommands } from '@veinmind/commands'
import type { Observation } from '@veinmind/commands'
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

/** An instruction with more secrets is one as a whole. */
const MOST_SECRETS = 1_000

/** Characters of the text that are shown on each side of what was found, and of what was found itself. */
const SHOWN = 100

/** Every rule that the instruction breaks. */
export function findBroken(instruction: Instruction, rules: readonly HistoryRule[]): readonly Hit[] {
  const texts = instruction.expanded === undefined ? [instruction.text] : [instruction.text, instruction.expanded]
  const known = new Map<string, readonly Observation[]>()
  const observe = (text: string): readonly Observation[] => {
    const observed = known.get(text) ?? analyseCommands(text).observations
    known.set(text, observed)
    return observed
  }
  return rules.flatMap((rule) => {
    if (!rule.on.has(instruction.keyword)) return []
    const hits = texts.flatMap((text) => breaks(rule, instruction, { text, observe }) ?? [])
    return hits.slice(0, 1)
  })
}

/** What shows a hit, in one line, and the secrets in it as they stand there, whole or cut. */
export function evidenceOf(
  { text, start, end, rule, instruction }: Hit,
  secrets: readonly Stretch[],
): { readonly evidence: string; readonly pieces: readonly string[] } {
  const wanted = { from: Math.max(0, start - SHOWN), to: Math.min(text.length, Math.min(end, start + SHOWN) + SHOWN) }
  const shown = excerptOf(wanted, secrets)
  const pieces: string[] = []
  let middle = ''
  let done = shown.from
  // White space in a secret is part of it.
  for (const piece of shown.secrets) {
    pieces.push(text.slice(piece.start, piece.end))
    middle += `${text.slice(done, piece.start).replaceAll(/\s+/g, ' ')}${pieces.at(-1)}`
    done = piece.end
  }
  middle += text.slice(done, shown.to).replaceAll(/\s+/g, ' ')
  const keyword = rule.check ? '' : `${instruction.keyword} `
  return {
    evidence: `${keyword}${shown.from > 0 ? '…' : ''}${middle.trim()}${shown.to < text.length ? '…' : ''}`,
    pieces,
  }
}

/** `unless` comes last: an expression is compiled when it is first used, and most texts match nothing. */
function breaks(
  rule: HistoryRule,
  instruction: Instruction,
  { text, observe }: { readonly text: string; readonly observe: (text: string) => readonly Observation[] },
): Hit | undefined {
  const hit = rule.check
    ? checked(rule, instruction, rule.check)
    : (matched(rule, instruction, text) ??
      (rule.commands.size > 0 ? followed(rule, instruction, observe(text)) : undefined))
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
    const end = match.index + match[0].length
    return { rule, instruction, text, start: match.index, end, secrets: secretsIn(rule, instruction) }
  }
  return undefined
}

/** What its commands do, behind quotes, variables and encodings. */
function followed(rule: HistoryRule, instruction: Instruction, observed: readonly Observation[]): Hit | undefined {
  const found = observed.find(({ rule: { id, kind } }) => rule.commands.has(id) || rule.commands.has(kind))
  if (!found) return undefined
  const text = found.encodings.length > 0 ? `${found.evidence} (${found.encodings.join(', ')})` : found.evidence
  return { rule, instruction, text, start: 0, end: text.length, secrets: [] }
}

/** Every secret that the rule's expressions name in the instruction, each with what its token goes on with. */
function secretsIn({ match }: HistoryRule, { text, expanded }: Instruction): readonly string[] {
  const secrets = new Set<string>()
  for (const expression of match) {
    if (!expression.source.includes('(?<secret>')) continue
    const every = new RegExp(expression, `${expression.flags}dg`)
    for (const one of expanded === undefined ? [text] : [text, expanded]) {
      for (const { indices } of one.matchAll(every)) {
        const [start, end] = indices?.groups?.['secret'] ?? [0, 0]
        if (start === end) continue
        const token = tokenAround(one, { start, end }, false)
        secrets.add(one.slice(token.start, token.end))
        if (secrets.size >= MOST_SECRETS) return [text, expanded ?? '']
      }
    }
  }
  return [...secrets]
}
