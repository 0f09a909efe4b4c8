import { describe, expect, test } from 'vitest'
import { buildSample } from '../../test/samples.ts'
import { findInText } from '../find-in-text.ts'
import { sha256 } from '../match/sha256.ts'
import { readText } from '../match/text.ts'
import { settingsOf } from './options.ts'
import { unsafeBecause } from './pattern-safety.ts'

const settings = (files: { rules?: string; allow?: string; size?: number }) =>
  settingsOf({
    'rules-file': files.rules === undefined ? undefined : { path: 'rules.yaml', text: files.rules },
    'allow-file': files.allow === undefined ? undefined : { path: 'allow.yaml', text: files.allow },
    'max-size': files.size ?? 5,
  })
const rulesIn = (text: string, files: Parameters<typeof settings>[0], path = '/srv/x') => {
  const { content, allow } = settings(files)
  return findInText(readText(Buffer.from(text)), { rules: content, kind: 'config', path })
    .hits.filter((hit) => !allow.accepts({ ...hit, path }))
    .map(({ rule }) => rule)
}
const token = buildSample('glpat-{url:20}', 'options')

const OWN = `
rules:
  - id: ACME-1
    title: { en: ACME token, zh: ACME 令牌 }
    severity: critical
    keywords: [acme_]
    pattern: 'acme_(?<secret>[a-z0-9]{8})\\b'
    match: ['x = acme_a1b2c3d4']
    no-match: ['acme_short']
    remediation: Ask the ACME team.
  - id: ACME-2
    title: ACME file
    severity: low
    paths: ['**/acme.conf']
`

describe('--sensitive.rules-file', () => {
  test('adds rules to the built-in ones', () => {
    expect(rulesIn(`acme_a1b2c3d4 ${token}`, { rules: OWN })).toEqual(['ACME-1', 'SENS-001'])
    expect(settings({ rules: OWN }).paths.map(({ id }) => id)).toContain('ACME-2')
    expect(settings({ rules: OWN }).content.keywords).toContain('acme_')
  })

  const rule = (lines: string) => `rules:\n  - id: X-1\n    title: t\n    severity: high\n${lines}`
  test.each([
    ['rules: 1', 'rules: must be a list'],
    ['rules: [1]', 'rules[0]: must be a mapping'],
    ['rule: []', 'unknown key "rule"; known are rules'],
    [rule('    keyword: [abc]\n'), 'rules[0]: unknown key "keyword"'],
    [rule(''), 'must have either paths, or pattern and keywords'],
    [rule('    pattern: abc\n'), 'rules[0]: keywords is missing'],
    [rule('    pattern: abc\n    keywords: [ab]\n'), '"ab" is not 3 to 64 printable ASCII characters'],
    [rule('    pattern: "(a+)+"\n    keywords: [abc]\n'), 'a repetition without a bound stands inside another'],
    [rule('    pattern: "("\n    keywords: [abc]\n'), 'rules[0].pattern: Invalid regular expression'],
    [rule('    pattern: abc\n    keywords: [abc]\n    entropy: 9\n'), 'must be a number from 0 to 8'],
    [rule('    pattern: abc\n    keywords: [abc]\n    match: [xyz]\n'), 'it does not match "xyz"'],
    [rule('    pattern: abc\n    keywords: [abc]\n    no-match: [abc]\n'), 'it matches "abc"'],
    [rule('    paths: ["{a"]\n'), 'a brace is not closed'],
    [OWN.replace('ACME-2', 'ACME-1'), 'another rule has the id ACME-1'],
    [OWN.replace('ACME-2', 'SENS-001'), 'another rule has the id SENS-001'],
    [OWN.replace('severity: low', 'severity: grave'), 'must be one of low, medium, high, critical'],
    ['rules: [', 'rules.yaml: '],
  ])('says what is wrong: %s', (text, message) => {
    expect(() => settings({ rules: text })).toThrow(
      expect.objectContaining({ code: 'SENSITIVE_RULES_INVALID', message: expect.stringContaining(message) }),
    )
  })
})

describe('--sensitive.allow-file', () => {
  test.each([
    ['a rule', 'rules: [SENS-001]'],
    ['a path', "paths: ['/srv/**']"],
    ['a secret by pattern', "secrets: ['^glpat-']"],
    ['a secret by fingerprint', `fingerprints: ['sha256:${sha256(token)}']`],
    ['a path for one rule', "per-rule: { SENS-001: { paths: ['/srv/x'] } }"],
    ['a secret for one rule', `per-rule: { SENS-001: { fingerprints: [${sha256(token)}] } }`],
  ])('takes %s', (_, allow) => {
    expect(rulesIn(token, {})).toEqual(['SENS-001'])
    expect(rulesIn(token, { allow })).toEqual([])
  })

  test('leaves everything else', () => {
    const allow = "paths: ['/other/**']\nper-rule: { SENS-002: { paths: ['/srv/**'] } }\nsecrets: ['^nothing$']\n"
    expect(rulesIn(token, { allow })).toEqual(['SENS-001'])
    expect(rulesIn(token, { allow: '' })).toEqual(['SENS-001'])
  })

  test('an allowed path is anchored: a part of it is not enough', () => {
    expect(rulesIn(token, { allow: "paths: ['/usr/*']" }, '/opt/usr/data')).toEqual(['SENS-001'])
    expect(rulesIn(token, { allow: "paths: ['/lib/*']" }, '/app/lib/config.json')).toEqual(['SENS-001'])
  })

  test.each([
    ['secret: []', 'unknown key "secret"; known are paths, secrets, fingerprints, rules, per-rule'],
    ['paths: /srv', 'paths: must be a list'],
    ['paths: [hunter2hunter2', 'Flow sequence in block collection must be sufficiently indented'],
    ["secrets: ['(a*)*']", 'secrets[0]: a repetition without a bound'],
    ['fingerprints: [abc]', 'fingerprints[0]: must be the SHA-256 of a secret'],
    ['per-rule: { SENS-001: { rules: [] } }', 'per-rule.SENS-001: unknown key "rules"'],
    ['rules: [SEN-108]', 'rules[0]: there is no rule "SEN-108"; did you mean SENS-108?'],
    ['per-rule: { ACME-1: {} }', 'per-rule.ACME-1: there is no rule "ACME-1"'],
  ])('says what is wrong: %s', (allow, message) => {
    expect(() => settings({ allow })).toThrow(
      expect.objectContaining({ code: 'SENSITIVE_ALLOW_INVALID', message: expect.stringContaining(message) }),
    )
  })
})

test('an allow file that is no YAML is not shown', () => {
  expect(() => settings({ allow: 'paths: [hunter2hunter2' })).toThrow(
    expect.objectContaining({ message: expect.not.stringMatching(/hunter2|\n/) }),
  )
})

test.each([0, -1, 257, Number.NaN])('--sensitive.max-size %d is refused', (size) => {
  expect(() => settings({ size })).toThrow(expect.objectContaining({ code: 'SENSITIVE_MAX_SIZE_INVALID' }))
})

describe('patterns of users', () => {
  test.each([
    '(a+)+',
    '(a*)*b',
    '(?:x[ab]+){20}',
    '((a|b)+c)*',
    '(.*a){12}',
    String.raw`(a)\1`,
    String.raw`(?<x>a)\k<x>`,
    '(',
    '',
    'x'.repeat(1001),
  ])('%s is refused', (pattern) => {
    expect(unsafeBecause(pattern)).toBeTypeOf('string')
  })

  test.each([
    'acme_[a-z0-9]{32}',
    '(?:a|b)+c',
    String.raw`token\s*=\s*"([^"]+)"`,
    '[(+*]+',
    String.raw`\(a+\)+`,
    '(?:ab+){2}',
    String.raw`a\\1`,
  ])('%s is taken', (pattern) => {
    expect(unsafeBecause(pattern)).toBeUndefined()
  })
})
