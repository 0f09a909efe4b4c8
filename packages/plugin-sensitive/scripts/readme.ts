import { readFileSync, writeFileSync } from 'node:fs'
import { ENV_RULE } from '../src/rules/env.ts'
import { FAMILIES } from '../src/rules/families.ts'
import type { Family } from '../src/rules/families.ts'
import { CONTENT_RULES, PATH_RULES } from '../src/rules/index.ts'
import type { EnvRule } from '../src/rules/rule.ts'

const README = new URL('../README.md', import.meta.url)
const START = '<!-- rules: written by scripts/readme.ts -->'

/** The README with a heading for every rule, which findings link to, below what is written by hand. */
export function renderReadme(current: string): string {
  const start = current.indexOf(START)
  if (start === -1) throw new Error(`README.md lacks the line ${START}`)
  const rules = [...CONTENT_RULES, ENV_RULE, ...PATH_RULES]
  const sections = (Object.keys(FAMILIES) as Family[]).map((family) =>
    renderFamily(
      family,
      rules.filter((rule) => rule.family === family),
    ),
  )
  return `${current.slice(0, start)}${START}\n\n${sections.join('\n')}`
}

function renderFamily(family: Family, rules: readonly EnvRule[]): string {
  const { title, description } = FAMILIES[family]
  const sorted = rules.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  return `## ${title.en}\n\n${description.en}\n\n${sorted.map(renderRule).join('\n')}`
}

function renderRule({ id, name, title, severity, confidence, references, legacyIds }: EnvRule): string {
  const original = legacyIds.length > 0 ? `; rule ${legacyIds.join(', ')} of the original` : ''
  const links = references.map((address) => `[${new URL(address).hostname}](${address})`).join(', ')
  return `### ${id}\n\n${title.en} (\`${name}\`; ${title.zh}): ${severity}, confidence ${confidence}${original}. ${links}\n`
}

/** The README as it stands. */
export const readReadme = (): string => readFileSync(README, 'utf8')

if (import.meta.main) writeFileSync(README, renderReadme(readReadme()))
