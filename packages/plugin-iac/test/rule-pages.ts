import { RULE_FAMILIES } from '../src/rules/index.ts'
import type { RuleData } from '../src/rule.ts'

/** The part of the README that says everything about each rule, made from the data. */
export function rulesSection(): string {
  return eachFamily((kind, family, rules) => `## ${kind}: ${lower(family)}\n\n${rules.map(describeRule).join('\n')}`)
}

/** The part of docs/iac.md that lists the rules, made from the data. */
export function rulesTable(): string {
  return eachFamily((kind, family, rules) => {
    const rows = rules.map(({ id, title, severity, references }) => {
      const standards = references.filter((reference) => !reference.startsWith('https://')).join('; ')
      return `| [${id}](../packages/plugin-iac/README.md#${id.toLowerCase()}) | ${escapeCell(title.en)} | ${severity} | ${escapeCell(standards)} |`
    })
    return `### ${kind}: ${lower(family)}\n\n| rule | what it finds | severity | standard |\n|---|---|---|---|\n${rows.join('\n')}\n`
  })
}

const SEVERITIES_IN_CHINESE = { critical: '严重', high: '高危', medium: '中危', low: '低危' } as const

/** The same in Chinese, for docs/zh-CN/iac.md. */
export function rulesTableInChinese(): string {
  return eachFamily((kind, family, rules) => {
    const rows = rules.map(({ id, title, severity, references }) => {
      const standards = references.filter((reference) => !reference.startsWith('https://')).join('; ')
      return `| [${id}](../../packages/plugin-iac/README.md#${id.toLowerCase()}) | ${escapeCell(title.zh)} | ${SEVERITIES_IN_CHINESE[severity]} | ${escapeCell(standards)} |`
    })
    return `### ${kind}: ${lower(family)}\n\n| 规则 | 查找内容 | 级别 | 标准 |\n|---|---|---|---|\n${rows.join('\n')}\n`
  })
}

function eachFamily(describe: (kind: string, family: string, rules: readonly RuleData[]) => string): string {
  return Object.entries(RULE_FAMILIES)
    .flatMap(([kind, families]) => Object.entries(families).map(([family, rules]) => describe(kind, family, rules)))
    .join('\n')
}

function describeRule({
  id,
  title,
  severity,
  confidence = 'high',
  why,
  remedy,
  fix,
  references,
  attack = [],
}: RuleData): string {
  const techniques = attack.map(
    (technique) => `[${technique}](https://attack.mitre.org/techniques/${technique.replace('.', '/')}/)`,
  )
  const others = references.map((reference) => (reference.startsWith('https://') ? `<${reference}>` : reference))
  return `### ${id}

**${title.en}** (${title.zh}). Severity ${severity}, confidence ${confidence}.

${why.en} ${remedy.en}

\`\`\`
${fix}
\`\`\`

${[...others, ...techniques].join(', ')}
`
}

/** A word of the table's own; names such as RBAC stay as they are. */
function lower(text: string): string {
  return /^[A-Z][a-z]/.test(text) && !text.startsWith('Pod Security')
    ? `${text[0]?.toLowerCase() ?? ''}${text.slice(1)}`
    : text
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|')
}
