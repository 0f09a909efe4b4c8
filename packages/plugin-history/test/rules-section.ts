import { describeRule } from '@veinmind/plugin-testing'
import { RULE_GROUPS } from '../src/rules/index.ts'
import type { HistoryRule } from '../src/rule.ts'

const GROUP_TITLES: Readonly<Record<string, string>> = {
  download: 'What is fetched and run',
  trust: 'Certificates and signatures',
  malware: 'Malware and attack tools',
  persistence: 'Accounts, logins and traces',
  privilege: 'Privileges and the way to the host',
  configuration: 'Configuration',
  secrets: 'Secrets',
}

/** The part of the README that lists the rules, made from the data files. */
export function rulesSection(): string {
  return Object.entries(RULE_GROUPS)
    .map(([group, rules]) => `## ${GROUP_TITLES[group] ?? group}\n\n${rules.map(describe).join('\n')}`)
    .join('\n')
}

function describe({ rule, on, samples }: HistoryRule): string {
  const example = samples.match[0] ?? ''
  return `${describeRule(rule)}
Looks at ${[...on].join(', ')}. Broken by \`${example.length > 100 ? `${example.slice(0, 100)}…` : example}\`.
`
}
