import { COMMAND_RULES } from '@veinmind/commands'
import { SEVERITIES, VeinmindError } from '@veinmind/sdk'
import type { Rule, Severity } from '@veinmind/sdk'
import { KEYWORDS } from './rule.ts'
import type { Check, HistoryRule } from './rule.ts'

const CONFIDENCES = ['low', 'medium', 'high'] as const
const MEMBERS = [
  'id',
  'title',
  'severity',
  'confidence',
  'attack',
  'references',
  'remediation',
  'tags',
  'on',
  'match',
  'ignoreCase',
  'unless',
  'check',
  'commands',
  'samples',
]

/** What `commands` of a rule may name: a rule, or all of a kind. */
const COMMAND_NAMES = [...new Set(COMMAND_RULES.flatMap(({ id, kind }) => [id, kind]))]

/** The rules of a JSON document of a user; throws `HISTORY_RULES_INVALID` with the place of what is wrong. */
export function parseRules(document: string, source: string): readonly HistoryRule[] {
  let value: unknown
  try {
    value = JSON.parse(document)
  } catch (error) {
    throw invalid(source, `it is not JSON: ${error instanceof Error ? error.message : ''}`)
  }
  return readRules(value, source)
}

/** The rules of a list, each member checked. */
export function readRules(value: unknown, source: string): readonly HistoryRule[] {
  return list(value, source).map((item, index) => readRule(item, `${source}[${index}]`))
}

function readRule(value: unknown, at: string): HistoryRule {
  const given = object(value, at)
  const unknown = Object.keys(given).find((member) => !MEMBERS.includes(member))
  if (unknown !== undefined)
    throw invalid(at, `unknown member ${JSON.stringify(unknown)}; known are ${MEMBERS.join(', ')}`)
  const flags = given['ignoreCase'] === true ? 'i' : ''
  const on = texts(given['on'], `${at}.on`)
  for (const keyword of on) oneOf(keyword, KEYWORDS, `${at}.on`)
  const check = given['check'] === undefined ? undefined : readCheck(given['check'], `${at}.check`)
  const match = expressions(given['match'], { flags, at: `${at}.match` })
  const commands = texts(given['commands'] ?? [], `${at}.commands`)
  for (const name of commands) oneOf(name, COMMAND_NAMES, `${at}.commands`)
  if (!check && match.length === 0 && commands.length === 0)
    throw invalid(at, 'it has neither match nor commands nor check')
  const samples = given['samples'] === undefined ? {} : object(given['samples'], `${at}.samples`)
  return {
    rule: readRuleText(given, at),
    on: new Set(on),
    match,
    unless: expressions(given['unless'], { flags, at: `${at}.unless` }),
    ...(check ? { check } : {}),
    commands: new Set(commands),
    samples: {
      match: texts(samples['match'] ?? [], `${at}.samples.match`),
      clean: texts(samples['clean'] ?? [], `${at}.samples.clean`),
    },
  }
}

function readRuleText(given: Readonly<Record<string, unknown>>, at: string): Rule {
  const { remediation, confidence } = given
  return {
    id: text(given['id'], `${at}.id`),
    title: translated(given['title'], `${at}.title`),
    severity: oneOf<Severity>(given['severity'], SEVERITIES, `${at}.severity`),
    confidence: oneOf(confidence ?? 'medium', CONFIDENCES, `${at}.confidence`),
    ...(remediation === undefined ? {} : { remediation: translated(remediation, `${at}.remediation`) }),
    references: texts(given['references'] ?? [], `${at}.references`),
    attack: texts(given['attack'] ?? [], `${at}.attack`),
    ...(given['tags'] === undefined ? {} : { tags: texts(given['tags'], `${at}.tags`) }),
  }
}

function readCheck(value: unknown, at: string): Check {
  const given = object(value, at)
  const kind = oneOf(given['kind'], ['root-user', 'secret-variable', 'search-path'] as const, `${at}.kind`)
  if (kind !== 'search-path') return { kind }
  return { kind, names: texts(given['names'], `${at}.names`), relative: given['relative'] === true }
}

function expressions(value: unknown, { flags, at }: { flags: string; at: string }): readonly RegExp[] {
  return texts(value ?? [], at).map((source) => {
    try {
      return new RegExp(source, flags)
    } catch (error) {
      throw invalid(at, error instanceof Error ? error.message : String(error))
    }
  })
}

function translated(value: unknown, at: string): Rule['title'] {
  if (typeof value === 'string') return value
  const { en, zh } = object(value, at)
  return { en: text(en, `${at}.en`), ...(zh === undefined ? {} : { zh: text(zh, `${at}.zh`) }) }
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(at, 'it is not a list')
  return value
}

function texts(value: unknown, at: string): readonly string[] {
  return list(value, at).map((item) => text(item, at))
}

function text(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '') throw invalid(at, 'it is not a text')
  return value
}

function object(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(at, 'it is not an object')
  return value as Readonly<Record<string, unknown>>
}

function oneOf<W extends string>(value: unknown, words: readonly W[], at: string): W {
  const word = words.find((known) => known === value)
  if (word === undefined) throw invalid(at, `${JSON.stringify(value)} is none of ${words.join(', ')}`)
  return word
}

function invalid(at: string, what: string): VeinmindError {
  return new VeinmindError('HISTORY_RULES_INVALID', `${at}: ${what}`, {
    hint: 'rules are a JSON list as in the README of @veinmind/plugin-history',
  })
}
