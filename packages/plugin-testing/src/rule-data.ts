import { readFileSync, writeFileSync } from 'node:fs'
import type { Entity, OptionSpecs, Plugin, Rule } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { scanWith } from './scan-with.ts'

/** A rule of a data file, with what must break it, and what must not. */
export interface RuleWithSamples<S> extends Rule {
  readonly samples: { readonly match: readonly S[]; readonly clean: readonly S[] }
}

/** The rules of a plugin, by the data file that they stand in. */
export type RuleGroups<S> = Readonly<Record<string, readonly RuleWithSamples<S>[]>>

/** What the tests of rules need to know. */
export interface RuleTests<S> {
  /** What an id looks like: `/^PRIV-\d{3}$/`. */
  readonly id: RegExp
  /** The entity that a sample is of. */
  readonly build: (sample: S) => Entity
}

/** Declares a test that every rule is whole, and one for each rule that its samples are right. */
export function testRules<O extends OptionSpecs, S>(
  plugin: Plugin<O>,
  groups: RuleGroups<S>,
  { id: form, build }: RuleTests<S>,
): void {
  const all = Object.values(groups).flat()

  test('every rule is whole: technique, reference, samples of both kinds', () => {
    for (const { id, attack = [], references = [], samples } of all) {
      expect(id).toMatch(form)
      expect(attack.every((technique) => /^T\d{4}(?:\.\d{3})?$/.test(technique))).toBe(true)
      expect([attack.length, references.length, samples.match.length, samples.clean.length]).not.toContain(0)
    }
  })

  test.each(all.map(({ id, samples }) => [id, samples] as const))('%s has its samples right', async (id, samples) => {
    const told = async (sample: S): Promise<{ readonly sample: S; readonly isTold: boolean }> => {
      const { findings } = await scanWith(plugin, build(sample), { workers: 0 })
      return { sample, isTold: findings.some(({ rule }) => rule.id === id) }
    }
    const both = [...samples.match, ...samples.clean]
    const expected = both.map((sample, index) => ({ sample, isTold: index < samples.match.length }))
    expect(await Promise.all(both.map(told))).toEqual(expected)
  })
}

/**
 * Declares a test that the README of the test's package ends with a section made from its rules, behind a comment that says so.
 * `UPDATE_README=1` writes it.
 *
 * @param testFile `import.meta.url` of a test in `src`.
 */
export function testReadme(testFile: string, section: () => string): void {
  const readme = new URL('../README.md', testFile)
  const [, name = ''] = /\/([^/]+)\/src\/[^/]+$/.exec(testFile) ?? []
  const mark = `<!-- The rest is made from src/rules: UPDATE_README=1 vitest run packages/${name}/src/readme.test.ts -->\n`

  test('the README lists the rules as the data files have them', () => {
    const before = readFileSync(readme, 'utf8')
    const made = `${before.split(mark, 1)[0]}${mark}\n${section()}`
    if (process.env['UPDATE_README'] === '1') writeFileSync(readme, made)
    expect(readFileSync(readme, 'utf8')).toBe(made)
  })
}

/** The section of a README with the rules of each group under its title. */
export function groupedRules(
  groups: Readonly<Record<string, readonly Rule[]>>,
  titles: Readonly<Record<string, string>>,
): string {
  return Object.entries(groups)
    .map(([group, rules]) => `## ${titles[group] ?? group}\n\n${rules.map(describeRule).join('\n')}`)
    .join('\n')
}

/** A rule as a README shows it: its id as a heading, its title in both languages, its sources, its remedy. */
export function describeRule({
  id,
  title,
  severity,
  confidence,
  attack = [],
  references = [],
  remediation,
}: Rule): string {
  const techniques = attack.map((one) => `[${one}](https://attack.mitre.org/techniques/${one.replace('.', '/')}/)`)
  const others = references.filter((url) => !url.startsWith('https://attack.mitre.org/')).map((url) => `<${url}>`)
  return `### ${id}

**${inEnglish(title)}** (${inChinese(title)}). Severity ${severity}, confidence ${confidence}. ${[...techniques, ...others].join(', ')}

${inEnglish(remediation)}
`
}

const inEnglish = (text: Rule['title'] | undefined): string => (typeof text === 'object' ? text.en : (text ?? ''))
const inChinese = (text: Rule['title']): string => (typeof text === 'object' ? (text.zh ?? text.en) : text)
