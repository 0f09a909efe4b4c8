import { PATH_GROUPS } from '../src/rules/index.ts'
import type { PathRule, Step } from '../src/rules/model.ts'

const GROUP_TITLES: Readonly<Record<string, string>> = {
  host: 'From the outside to the host',
  inside: 'Into a container or an image',
  credentials: 'To accounts elsewhere',
  intruders: 'Walked already, perhaps',
  cluster: 'Through a cluster',
}

/** The part of the README that lists the paths. */
export function rulesSection(): string {
  return Object.entries(PATH_GROUPS)
    .map(([group, rules]) => `## ${GROUP_TITLES[group] ?? group}\n\n${rules.map(describe).join('\n')}`)
    .join('\n')
}

function describe({ id, title, severity, of, needs = [], steps, cut, attack, references }: PathRule): string {
  const techniques = attack.map((one) => `[${one}](https://attack.mitre.org/techniques/${one.replace('.', '/')}/)`)
  const opened = needs.length === 0 ? '' : `, ${needs.map((need) => `\`${need}\``).join(', ')}`
  return `### ${id}

**${title.en}** (${title.zh}). Severity ${severity}; of ${of.join(', ')}${opened}. ${[...techniques, ...references.map((url) => `<${url}>`)].join(', ')}

${steps.map((step, index) => `${index + 1}. ${tagsOf(step)}: ${step.does.en}`).join('\n')}

Cut step ${cut.step} first: ${cut.how.en}
`
}

function tagsOf({ of, not = [], on, isDeleted }: Step): string {
  const tags = of.map((tag) => `\`${tag}\``).join(' or ')
  const less = not.length === 0 ? '' : ` but not ${not.map((tag) => `\`${tag}\``).join(', ')}`
  return `${tags}${less}${on === undefined ? '' : ` of the ${on}`}${isDeleted ? ', deleted by an upper layer' : ''}`
}
