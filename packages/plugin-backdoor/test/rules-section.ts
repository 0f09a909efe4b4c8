import { localize } from '@veinmind/internal/text'
import { RULES } from '../src/rules/index.ts'

/** The part of the README that lists the rules, made from the data files. */
export function rulesSection(): string {
  return RULES.map(({ id, title, severity, confidence, attack = [], references = [], remediation = '' }) => {
    const techniques = attack.map((one) => `[${one}](https://attack.mitre.org/techniques/${one.replace('.', '/')}/)`)
    const others = references.filter((url) => !url.startsWith('https://attack.mitre.org/')).map((url) => `<${url}>`)
    return `### ${id}

**${localize(title, 'en')}** (${localize(title, 'zh')}). Severity ${severity}, confidence ${confidence}. ${[...techniques, ...others].join(', ')}

${localize(remediation, 'en')}
`
  }).join('\n')
}
