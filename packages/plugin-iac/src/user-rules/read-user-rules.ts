import { perOptions, SEVERITIES, usageError } from '@veinmind/sdk'
import type { FileValue, Severity, VeinmindError } from '@veinmind/sdk'
import { NO_EXTRA_RULES } from '../extra-rules.ts'
import type { ExtraRules } from '../extra-rules.ts'
import type { Both, RuleData } from '../rule.ts'
import { parseYaml } from '../yaml/parse-yaml.ts'
import type { YamlDocument } from '../yaml/parse-yaml.ts'
import { compileCondition, firstLine, SCOPES } from './condition.ts'
import type { Scope } from './condition.ts'
import { toComposeRule, toDockerfileRule, toKubernetesRule } from './rules-from-cel.ts'
import type { Decide } from './rules-from-cel.ts'

const MEMBERS = ['id', 'title', 'severity', 'why', 'remedy', 'fix', 'references', 'on', 'kinds', 'when', 'ok', 'ng']
const MAX_RULES = 1_000

/** A rule of a user with the files that must break it, and that must not. */
export interface UserRule {
  readonly rules: ExtraRules
  readonly id: string
  readonly scope: Scope
  readonly ok: readonly Sample[]
  readonly ng: readonly Sample[]
  /** Where it stands: `rules/shop.yaml:12`. */
  readonly source: string
}

/** A file that a rule is tried on. */
export interface Sample {
  readonly text: string
  /** Where it stands. */
  readonly source: string
}

/** The rules of a set of options. */
export const userRulesOf: (options: { readonly rules: readonly FileValue[] }) => ExtraRules = perOptions(
  ({ rules: files }) => {
    const rules = readUserRules(files).map((rule) => rule.rules)
    return {
      dockerfile: rules.flatMap((rule) => rule.dockerfile),
      kubernetes: rules.flatMap((rule) => rule.kubernetes),
      compose: rules.flatMap((rule) => rule.compose),
    }
  },
)

/** Reads rules of a user: each file a YAML list, each rule with a condition in CEL. Throws `IAC_RULES_INVALID` with file and line. */
export function readUserRules(files: readonly FileValue[]): readonly UserRule[] {
  const known = new Map<string, UserRule>()
  for (const file of files) {
    for (const [rule, line] of readFile(file)) {
      const twin = known.get(rule.id.toUpperCase())
      if (twin) throw invalid(file, line, `the id ${rule.id} is that of the rule at ${twin.source}`)
      known.set(rule.id.toUpperCase(), rule)
      if (known.size > MAX_RULES) throw invalid(file, line, `more than ${MAX_RULES} rules`)
    }
  }
  return [...known.values()]
}

function* readFile(file: FileValue): Generator<readonly [UserRule, number]> {
  const { documents, problems } = parseYaml(file.text)
  const [problem] = problems
  if (problem) throw invalid(file, problem.line, problem.message)
  if (documents.length === 0) throw invalid(file, 1, 'it is empty')
  for (const document of documents) {
    if (!Array.isArray(document.value)) throw invalid(file, document.place([])?.line ?? 1, 'it is not a list of rules')
    for (const index of document.value.keys()) yield [readRule(file, document, index), lineOf(document, [index])]
  }
}

function readRule(file: FileValue, document: YamlDocument, index: number): UserRule {
  const list = document.value as readonly unknown[]
  const fail = (key: string | undefined, what: string): never => {
    throw invalid(file, lineOf(document, key === undefined ? [index] : [index, key]), what)
  }
  const item = list[index]
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    return fail(undefined, 'the rule is not an object')
  const given = item as Readonly<Record<string, unknown>>
  const unknown = Object.keys(given).find((key) => !MEMBERS.includes(key))
  if (unknown !== undefined) fail(unknown, `unknown member ${JSON.stringify(unknown)}; known are ${MEMBERS.join(', ')}`)
  const text = (key: string, otherwise?: string): string => {
    const value = given[key] ?? otherwise
    return typeof value === 'string' && value !== ''
      ? value
      : fail(key, given[key] === undefined ? `${key} is missing` : `${key} is not a text`)
  }
  const texts = (key: string): readonly string[] => {
    const value = given[key] ?? []
    return Array.isArray(value) && value.every((one) => typeof one === 'string')
      ? value
      : fail(key, `${key} is not a list of texts`)
  }
  const both = (key: string, otherwise?: string): Both => {
    const value = given[key]
    if (typeof value !== 'object' || value === null) return { en: text(key, otherwise), zh: text(key, otherwise) }
    const { en, zh = en } = value as Readonly<Record<string, unknown>>
    return typeof en === 'string' && typeof zh === 'string' ? { en, zh } : fail(key, `${key} has no text in English`)
  }
  const word = <W extends string>(key: string, words: readonly W[]): W =>
    words.find((one) => one === given[key]) ?? fail(key, `${key} is none of ${words.join(', ')}`)
  const samples = (key: string): readonly Sample[] =>
    texts(key).map((sample, at) => ({ text: sample, source: `${file.path}:${lineOf(document, [index, key, at])}` }))

  const id = text('id')
  if (!/^[A-Z][A-Z0-9]*-[A-Z0-9-]+$/i.test(id) || /^(?:DF|KN|CP)-/i.test(id))
    fail('id', `${id} is no id of your own, such as SHOP-001`)
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
  const kinds = texts('kinds')
  if (kinds.length > 0 && scope !== 'object' && scope !== 'container')
    fail('kinds', `kinds are of objects and containers; the rule is on: ${scope}`)
  const rules = toRules(data, {
    scope,
    kinds,
    decide: compile(text('when'), scope, (what) => fail('when', `${id}: ${what}`)),
  })
  return { rules, id, scope, ok: samples('ok'), ng: samples('ng'), source: `${file.path}:${lineOf(document, [index])}` }
}

function toRules(
  data: RuleData,
  { scope, kinds, decide }: { scope: Scope; kinds: readonly string[]; decide: Decide },
): ExtraRules {
  if (scope === 'instruction') return { ...NO_EXTRA_RULES, dockerfile: [toDockerfileRule(data, decide)] }
  if (scope === 'service') return { ...NO_EXTRA_RULES, compose: [toComposeRule(data, decide)] }
  return {
    ...NO_EXTRA_RULES,
    kubernetes: [toKubernetesRule(data, { decide, kinds, isOnContainers: scope === 'container' })],
  }
}

function compile(condition: string, scope: Scope, fail: (what: string) => never): Decide {
  try {
    return compileCondition(condition, scope)
  } catch (error) {
    return fail(firstLine(error))
  }
}

function lineOf(document: YamlDocument, path: readonly (string | number)[]): number {
  return document.place(path)?.line ?? 1
}

function invalid({ path }: FileValue, line: number, what: string): VeinmindError {
  return usageError('IAC_RULES_INVALID', `${path}:${line}: ${what}`, {
    hint: 'docs/iac-rules.md says how rules are written',
  })
}
