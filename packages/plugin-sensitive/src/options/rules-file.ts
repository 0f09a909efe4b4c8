import { SEVERITIES } from '@veinmind/sdk'
import type { Confidence, FileValue } from '@veinmind/sdk'
import { globToRegExp } from '@veinmind/internal'
import { findSecrets } from '../match/find.ts'
import { createRuleSet } from '../match/rule-set.ts'
import type { ContentRule, PathRule } from '../rules/rule.ts'
import type { Title } from '../rules/title.ts'
import { unsafeBecause } from './pattern-safety.ts'
import { choice, items, members, readYaml, text, texts } from './yaml.ts'
import type { Node } from './yaml.ts'

/** Rules that a user adds. */
export interface OwnRules {
  readonly content: readonly ContentRule[]
  readonly paths: readonly PathRule[]
}

const KEYS = [
  'id',
  'name',
  'title',
  'severity',
  'confidence',
  'keywords',
  'pattern',
  'ignore-case',
  'entropy',
  'paths',
  'references',
  'remediation',
  'match',
  'no-match',
] as const
const CONFIDENCES: readonly Confidence[] = ['low', 'medium', 'high']
/** A user's pattern may begin this many characters before a keyword, and end this many after it. */
const BEFORE = 256
const AFTER = 1024

/** Reads a file of rules; throws `SENSITIVE_RULES_INVALID` with the place of what is wrong. */
export function readRulesFile(file: FileValue | undefined, taken: ReadonlySet<string>): OwnRules {
  if (!file) return { content: [], paths: [] }
  const root = members(readYaml(file, 'SENSITIVE_RULES_INVALID'), ['rules'])
  const content: ContentRule[] = []
  const paths: PathRule[] = []
  const ids = new Set(taken)
  for (const node of items(root.get('rules'))) {
    const rule = readRule(node, ids)
    if ('pattern' in rule) content.push(rule)
    else paths.push(rule)
  }
  return { content, paths }
}

function readRule(node: Node, ids: Set<string>): ContentRule | PathRule {
  const rule = members(node, KEYS)
  const need = (key: string): Node => {
    const member = rule.get(key)
    if (!member) throw node.fail(`${key} is missing`)
    return member
  }
  const id = text(need('id'))
  if (!/^[A-Za-z][A-Za-z0-9_-]{1,63}$/.test(id))
    throw need('id').fail('must be a letter and then letters, digits, - or _')
  if (ids.has(id)) throw need('id').fail(`another rule has the id ${id}`)
  ids.add(id)
  const confidence = rule.get('confidence')
  const remediation = rule.get('remediation')
  const base = {
    id,
    name: rule.has('name') ? text(need('name')) : id.toLowerCase(),
    title: readTitle(need('title')),
    severity: choice(need('severity'), SEVERITIES),
    confidence: confidence ? choice(confidence, CONFIDENCES) : 'medium',
    references: texts(rule.get('references')),
    legacyIds: [],
    samples: texts(rule.get('match')),
    misses: texts(rule.get('no-match')),
    ...(remediation ? { remediation: readTitle(remediation) } : {}),
  } as const
  if (rule.has('paths') === rule.has('pattern')) throw node.fail('must have either paths, or pattern and keywords')
  if (rule.has('paths')) return { ...base, family: 'file', type: 'file', paths: readGlobs(need('paths')), except: [] }
  return tried({ ...base, ...contentOf(rule, need) }, node)
}

function contentOf(
  rule: ReadonlyMap<string, Node>,
  need: (key: string) => Node,
): Pick<ContentRule, Exclude<keyof ContentRule, keyof PathRule>> & { family: 'generic' } {
  const reason = unsafeBecause(text(need('pattern')))
  if (reason !== undefined) throw need('pattern').fail(reason)
  const keywords = texts(need('keywords'))
  if (keywords.length === 0) throw need('keywords').fail('must have at least one word')
  for (const keyword of keywords) {
    if (!/^[\x20-\x7e]{3,64}$/.test(keyword))
      throw need('keywords').fail(`${JSON.stringify(keyword)} is not 3 to 64 printable ASCII characters`)
  }
  const entropy = rule.get('entropy')?.value ?? 0
  if (typeof entropy !== 'number' || !(entropy >= 0 && entropy <= 8))
    throw need('entropy').fail('must be a number from 0 to 8')
  const ignoreCase = rule.get('ignore-case')?.value ?? false
  if (typeof ignoreCase !== 'boolean') throw need('ignore-case').fail('must be true or false')
  return {
    family: 'generic',
    keywords,
    pattern: text(need('pattern')),
    ignoreCase,
    before: BEFORE,
    after: AFTER,
    entropy,
    binary: false,
    loose: false,
    unfiltered: true,
  }
}

/** The rule, once it has found what its author says it finds. */
function tried(rule: ContentRule, node: Node): ContentRule {
  const rules = createRuleSet([rule])
  const finds = (sample: string) => findSecrets(sample.slice(0, 65_536), { kind: 'config' }, rules).matches.length > 0
  for (const sample of rule.samples)
    if (!finds(sample)) throw node.fail(`it does not match ${JSON.stringify(sample)}, which stands in "match"`)
  for (const sample of rule.misses)
    if (finds(sample)) throw node.fail(`it matches ${JSON.stringify(sample)}, which stands in "no-match"`)
  return rule
}

function readGlobs(node: Node): readonly string[] {
  const globs = texts(node)
  for (const item of items(node)) {
    try {
      globToRegExp(text(item))
    } catch (error) {
      throw item.fail(error instanceof Error ? error.message : String(error))
    }
  }
  return globs
}

function readTitle(node: Node): Title {
  if (typeof node.value === 'string') return { en: text(node), zh: text(node) }
  const title = members(node, ['en', 'zh'])
  const en = title.get('en')
  if (!en) throw node.fail('en is missing')
  const zh = title.get('zh')
  return { en: text(en), zh: zh ? text(zh) : text(en) }
}
