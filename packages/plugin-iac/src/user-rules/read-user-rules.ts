import { Environment } from '@marcbachmann/cel-js'
import { perOptions, SEVERITIES, VeinmindError } from '@veinmind/sdk'
import type { FileValue, Severity } from '@veinmind/sdk'
import { NO_EXTRA_RULES } from '../extra-rules.ts'
import type { ExtraRules } from '../extra-rules.ts'
import type { Both, RuleData } from '../rule.ts'
import type { KubernetesRule } from '../rules/kubernetes/define.ts'
import { asMembers } from '../values.ts'
import { parseYaml } from '../yaml/parse-yaml.ts'
import { toComposeRule, toDockerfileRule, toKubernetesRule } from './rules-from-cel.ts'
import type { Decide } from './rules-from-cel.ts'
import { trySamples } from './try-samples.ts'

const SCOPES = ['instruction', 'container', 'object', 'service'] as const
type Scope = (typeof SCOPES)[number]

const MEMBERS = ['id', 'title', 'severity', 'why', 'remedy', 'fix', 'references', 'on', 'kinds', 'when', 'ok', 'ng']

/** A rule of a user with the files that must break it, and that must not. */
export interface UserRule {
  readonly rules: ExtraRules
  readonly id: string
  readonly scope: Scope
  readonly ok: readonly string[]
  readonly ng: readonly string[]
  readonly line: number
}

/** The rules of the file of a set of options. */
export const userRulesOf: (options: { readonly rules: FileValue | undefined }) => ExtraRules = perOptions((options) =>
  options.rules ? readUserRules(options.rules.text, options.rules.path) : NO_EXTRA_RULES,
)

/**
 * Reads rules of a user: a YAML list, each with a condition in CEL. Each is tried on its own samples. Throws
 * `IAC_RULES_INVALID` with the line of what is wrong.
 */
export function readUserRules(text: string, source: string): ExtraRules {
  const invalid: Invalid = (line, what) =>
    new VeinmindError('IAC_RULES_INVALID', `${source}:${line}: ${what}`, { hint: 'rules are a YAML list as in the README of @veinmind/plugin-iac' })
  const { documents, problems } = parseYaml(text)
  const [problem] = problems
  if (problem) throw invalid(problem.line, problem.message)
  const [document] = documents
  if (!Array.isArray(document?.value)) throw invalid(1, 'it is not a list')
  const rules = document.value.map((value: unknown, index) => readRule(asMembers(value), document.place([index])?.line ?? 1, invalid))
  for (const rule of rules) {
    const fault = trySamples(rule)
    if (fault !== undefined) throw invalid(rule.line, `${rule.id}: ${fault}`)
  }
  return {
    dockerfile: rules.flatMap((rule) => rule.rules.dockerfile),
    kubernetes: rules.flatMap((rule) => rule.rules.kubernetes),
    compose: rules.flatMap((rule) => rule.rules.compose),
  }
}

type Invalid = (line: number, what: string) => VeinmindError

function readRule(given: Readonly<Record<string, unknown>>, line: number, invalid: Invalid): UserRule {
  const unknown = Object.keys(given).find((key) => !MEMBERS.includes(key))
  if (unknown !== undefined) throw invalid(line, `unknown member ${JSON.stringify(unknown)}; known are ${MEMBERS.join(', ')}`)
  const text = (key: string, otherwise?: string): string => {
    const value = given[key] ?? otherwise
    if (typeof value !== 'string' || value === '') throw invalid(line, `${key} is not a text`)
    return value
  }
  const texts = (key: string): readonly string[] => {
    const value = given[key] ?? []
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw invalid(line, `${key} is not a list of texts`)
    return value
  }
  const both = (key: string, otherwise?: string): Both => {
    const value = given[key]
    if (typeof value !== 'object' || value === null) return { en: text(key, otherwise), zh: text(key, otherwise) }
    const { en, zh = en } = asMembers(value)
    if (typeof en !== 'string' || typeof zh !== 'string') throw invalid(line, `${key} has no text in English`)
    return { en, zh }
  }
  const word = <W extends string>(key: string, words: readonly W[]): W => {
    const found = words.find((one) => one === given[key])
    if (found === undefined) throw invalid(line, `${key} is none of ${words.join(', ')}`)
    return found
  }
  const id = text('id')
  if (!/^[A-Z][A-Z0-9]*-[A-Z0-9-]+$/i.test(id) || /^(?:DF|KN|CP)-/i.test(id)) throw invalid(line, `${id} is no id of your own, such as SHOP-001`)
  const title = both('title')
  const data: RuleData = {
    id,
    title,
    severity: word<Severity>('severity', SEVERITIES),
    why: both('why', title.en),
    remedy: both('remedy', title.en),
    fix: text('fix', ' ').trim(),
    references: texts('references'),
  }
  const scope = word('on', SCOPES)
  const decide = compile(text('when'), (what) => invalid(line, `${id}: ${what}`))
  return { rules: toRules(data, { scope, kinds: texts('kinds'), decide }), id, scope, ok: texts('ok'), ng: texts('ng'), line }
}

function toRules(data: RuleData, { scope, kinds, decide }: { scope: Scope; kinds: readonly string[]; decide: Decide }): ExtraRules {
  if (scope === 'instruction') return { ...NO_EXTRA_RULES, dockerfile: [toDockerfileRule(data, decide)] }
  if (scope === 'service') return { ...NO_EXTRA_RULES, compose: [toComposeRule(data, decide)] }
  const rule: KubernetesRule = toKubernetesRule(data, { decide, kinds, isOnContainers: scope === 'container' })
  return { ...NO_EXTRA_RULES, kubernetes: [rule] }
}

/** Compiles a condition; what is asked of it later is true, false, or why it cannot be told. */
function compile(condition: string, invalid: (what: string) => VeinmindError): Decide {
  const environment = new Environment({ unlistedVariablesAreDyn: true, limits: { maxAstNodes: 2_000, maxDepth: 64 } })
  let evaluate: (variables: Record<string, unknown>) => unknown
  try {
    evaluate = environment.parse(condition)
  } catch (error) {
    throw invalid(firstLine(error))
  }
  return (variables) => {
    try {
      const value = evaluate(variables)
      return typeof value === 'boolean' ? value : 'its condition is neither true nor false'
    } catch (error) {
      return firstLine(error)
    }
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}
