import type { Rule, Severity } from '@veinmind/sdk'
import type { Condition } from './condition.ts'

/** What malware is for. */
export type MalwareKind =
  | 'miner'
  | 'bot'
  | 'worm'
  | 'backdoor'
  | 'rootkit'
  | 'ransomware'
  | 'dropper'
  | 'stealer'
  | 'exploit'
  | 'tool'

/** Where a rule looks: programs (ELF, PE, Mach-O), scripts of any language, other texts. */
export type Subject = 'program' | 'script' | 'text'

/** A rule on contents, as its file writes it. */
export interface ContentRule {
  /** Of the id: `MAL-007`. Never given to another rule. */
  readonly number: number
  /** As reports name it: `Linux.Miner.XMRig`. */
  readonly name: string
  readonly title: readonly [en: string, zh: string]
  readonly kind: MalwareKind
  readonly in: readonly Subject[]
  readonly when: Condition
  readonly severity?: Severity
  readonly confidence?: 'low' | 'medium' | 'high'
  readonly attack?: readonly string[]
  /** The public reports that it was written from. */
  readonly references: readonly string[]
  /** Texts of a file that it must match. */
  readonly match: readonly string[]
  /** Texts of a file that is like one, and that it must not match. */
  readonly harmless: readonly string[]
}

interface KindFacts {
  readonly severity: Severity
  readonly attack: readonly string[]
  readonly remediation: { readonly en: string; readonly zh: string }
}

const REBUILD = {
  en: 'Take the image or container out of use, find out which step brought the file, rebuild from a base that you trust, and change every credential that it could read.',
  zh: '停用该镜像或容器，查明引入此文件的步骤，从可信的基础镜像重新构建，并更换其可读取的所有凭据。',
}
const WATCHED = {
  en: 'Remove the file unless you put it there to be used, find out which step brought it, and look for what else came with it.',
  zh: '除非确系有意放置，否则请删除该文件；查明引入它的步骤，并检查随之而来的其他内容。',
}

export const KINDS: Readonly<Record<MalwareKind, KindFacts>> = {
  miner: { severity: 'high', attack: ['T1496.001'], remediation: REBUILD },
  bot: { severity: 'critical', attack: ['T1498', 'T1583.005'], remediation: REBUILD },
  worm: { severity: 'critical', attack: ['T1210', 'T1496.001'], remediation: REBUILD },
  backdoor: { severity: 'critical', attack: ['T1059.004', 'T1071'], remediation: REBUILD },
  rootkit: { severity: 'critical', attack: ['T1014'], remediation: REBUILD },
  ransomware: { severity: 'critical', attack: ['T1486'], remediation: REBUILD },
  dropper: { severity: 'high', attack: ['T1105', 'T1059.004'], remediation: REBUILD },
  stealer: { severity: 'critical', attack: ['T1552.001', 'T1552.005'], remediation: REBUILD },
  exploit: { severity: 'high', attack: ['T1068'], remediation: WATCHED },
  tool: { severity: 'medium', attack: ['T1588.002'], remediation: WATCHED },
}

/** Of the verdict of a rule by its number. */
export const ruleId = (number: number): string => `MAL-${String(number).padStart(3, '0')}`

/** The rule as reports have it. */
export function toRule(rule: ContentRule): Rule {
  const facts = KINDS[rule.kind]
  const [en, zh] = rule.title
  return {
    id: ruleId(rule.number),
    title: { en, zh },
    severity: rule.severity ?? facts.severity,
    confidence: rule.confidence ?? 'high',
    attack: rule.attack ?? facts.attack,
    references: rule.references,
    remediation: facts.remediation,
    tags: ['malware', `malware:${rule.kind}`],
  }
}
