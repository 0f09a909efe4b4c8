import { readFileSync, writeFileSync } from 'node:fs'
import type { Rule } from '@veinmind/sdk'
import { RULES } from '../src/all-rules.ts'

const README = new URL('../README.md', import.meta.url)
const START = '<!-- rules: written by scripts/readme.ts -->'

/** The README with a heading for every rule, which findings link to, below what is written by hand. */
export function renderReadme(current: string): string {
  const start = current.indexOf(START)
  if (start === -1) throw new Error(`README.md lacks the line ${START}`)
  return `${current.slice(0, start)}${START}\n\n${[...RULES.values()].map(renderRule).join('\n')}`
}

function renderRule({ id, title, severity, confidence = 'high', references = [], attack = [] }: Rule): string {
  const { en, zh = '' } = typeof title === 'string' ? { en: title } : title
  const links = references.map((address) => `[${new URL(address).hostname}](${address})`).join(', ')
  return `### ${id}\n\n${en} (${zh}): ${severity}, confidence ${confidence}, ${attack.join(', ')}. ${links}\n`
}

/** The README as it stands. */
export const readReadme = (): string => readFileSync(README, 'utf8')

if (import.meta.main) writeFileSync(README, renderReadme(readReadme()))
