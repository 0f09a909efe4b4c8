import { localize } from '@veinmind/internal/text'
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
    .map(([group, rules]) => `## ${GROUP_TITLES[group] ?? group}\n\n${rules.map(describeRule).join('\n')}`)
    .join('\n')
}

function describeRule({ rule, on, samples }: HistoryRule): string {
  const techniques = (rule.attack ?? []).map(
    (id) => `[${id}](https://attack.mitre.org/techniques/${id.replace('.', '/')}/)`,
  )
  const others = (rule.references ?? [])
    .filter((url) => !url.startsWith('https://attack.mitre.org/'))
    .map((url) => `<${url}>`)
  const example = samples.match[0] ?? ''
  return `### ${rule.id}

**${localize(rule.title, 'en')}** (${localize(rule.title, 'zh')}). Severity ${rule.severity}, confidence ${rule.confidence}. ${[...techniques, ...others].join(', ')}

${localize(rule.remediation ?? '', 'en')}

Looks at ${[...on].join(', ')}. Broken by \`${example.length > 100 ? `${example.slice(0, 100)}…` : example}\`.
`
}
