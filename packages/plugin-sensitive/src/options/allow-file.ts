import { globMatcher, suggest } from '@veinmind/internal'
import type { Accepted, FileValue } from '@veinmind/sdk'
import { sha256 } from '../match/sha256.ts'
import { unsafeBecause } from './pattern-safety.ts'
import { items, members, readYaml, text, texts } from './yaml.ts'
import type { Node } from './yaml.ts'

/** The entries of an allow file: findings that a user has looked at and accepts. */
export interface AllowList {
  /** Whether a rule is off. */
  allowsRule(rule: string): boolean
  /** The entry that accepts this finding, if there is one. `path` is empty for findings that are in no file. */
  accepts(finding: {
    readonly rule: string
    readonly path: string
    readonly secret: string
    readonly sha256: string
  }): Accepted | undefined
}

interface Part {
  readonly path: (path: string) => boolean
  readonly secrets: readonly RegExp[]
  readonly fingerprints: ReadonlySet<string>
}

/** Longest part of a secret that a user's pattern is tried on. */
const LONGEST = 1024
const KEYS = ['paths', 'secrets', 'fingerprints'] as const

/** Nothing is allowed. */
export const ALLOW_NOTHING: AllowList = { allowsRule: () => false, accepts: () => undefined }

/** Reads an allow file; throws `SENSITIVE_ALLOW_INVALID` with the place of what is wrong, such as a rule that is not there. */
export function readAllowFile(file: FileValue | undefined, rules: ReadonlySet<string>): AllowList {
  if (!file) return ALLOW_NOTHING
  const root = readYaml(file, 'SENSITIVE_ALLOW_INVALID')
  if (root.value === null || root.value === undefined) return ALLOW_NOTHING
  const all = members(root, [...KEYS, 'rules', 'per-rule'])
  const everywhere = readPart(all)
  const off = new Set(items(all.get('rules')).map((node) => checkRule(text(node), node, rules)))
  const perRule = new Map<string, Part>()
  const parts = all.get('per-rule')
  if (parts)
    for (const [rule, node] of members(parts)) perRule.set(checkRule(rule, node, rules), readPart(members(node, KEYS)))
  const accepted: Accepted = { by: file.path, reason: 'the allow file names it' }
  return {
    allowsRule: (rule) => off.has(rule),
    accepts({ rule, path, secret, sha256: hash }) {
      const fitting = [everywhere, perRule.get(rule)].filter((part) => part !== undefined)
      return fitting.some((part) => part.path(path) || holdsSecret(part, secret, hash)) ? accepted : undefined
    },
  }
}

function checkRule(rule: string, node: Node, rules: ReadonlySet<string>): string {
  if (rules.has(rule)) return rule
  const meant = suggest(rule, rules)
  throw node.fail(`there is no rule ${JSON.stringify(rule)}${meant === undefined ? '' : `; did you mean ${meant}?`}`)
}

function readPart(nodes: ReadonlyMap<string, Node>): Part {
  return {
    path: readGlobs(nodes.get('paths')),
    secrets: items(nodes.get('secrets')).map((node) => {
      const reason = unsafeBecause(text(node))
      if (reason !== undefined) throw node.fail(reason)
      return new RegExp(text(node))
    }),
    fingerprints: new Set(items(nodes.get('fingerprints')).map(readFingerprint)),
  }
}

function readGlobs(node: Node | undefined): (path: string) => boolean {
  const globs = texts(node)
  try {
    return globMatcher(globs)
  } catch (error) {
    throw node?.fail(error instanceof Error ? error.message : String(error)) ?? error
  }
}

function readFingerprint(node: Node): string {
  const hash = text(node)
    .toLowerCase()
    .replace(/^sha256:/, '')
  if (!/^[a-f0-9]{64}$/.test(hash)) throw node.fail('must be the SHA-256 of a secret, 64 hexadecimal characters')
  return hash
}

function holdsSecret({ secrets, fingerprints }: Part, secret: string, hash: string): boolean {
  if (fingerprints.has(hash) || (fingerprints.size > 0 && fingerprints.has(sha256(secret)))) return true
  const head = secret.slice(0, LONGEST)
  return secrets.some((pattern) => pattern.test(head))
}
