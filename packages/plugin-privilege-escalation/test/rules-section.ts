import { localize } from '@veinmind/internal/text'
import { RULE_GROUPS } from '../src/rules/index.ts'
import type { SampledRule } from '../src/rules/index.ts'

const GROUP_TITLES: Readonly<Record<string, string>> = {
  setuid: 'Set-user-ID programs',
  setgid: 'Set-group-ID programs',
  capabilities: 'File capabilities',
  writable: 'What others may write and root uses',
  flaws: 'Flaws of helpers',
  grants: 'sudo, doas, polkit and groups',
}

/** The part of the README that lists the rules, made from the data files. */
export function rulesSection(): string {
  return Object.entries(RULE_GROUPS)
    .map(([group, rules]) => `## ${GROUP_TITLES[group] ?? group}\n\n${rules.map(describeRule).join('\n')}`)
    .join('\n')
}

function describeRule({
  id,
  title,
  severity,
  confidence,
  attack = [],
  references = [],
  remediation = '',
}: SampledRule): string {
  const techniques = attack.map((one) => `[${one}](https://attack.mitre.org/techniques/${one.replace('.', '/')}/)`)
  const others = references.filter((url) => !url.startsWith('https://attack.mitre.org/')).map((url) => `<${url}>`)
  return `### ${id}

**${localize(title, 'en')}** (${localize(title, 'zh')}). Severity ${severity}, confidence ${confidence}. ${[...techniques, ...others].join(', ')}

${localize(remediation, 'en')}
`
}
