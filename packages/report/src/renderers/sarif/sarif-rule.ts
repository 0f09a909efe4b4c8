import { attackLink } from '../../text/links.ts'
import { cutTo } from '../../text/finding-facts.ts'
import type { FindingFacts } from '../../text/finding-facts.ts'
import type { JsonObject, Severity } from '@veinmind/sdk'

/** What GitHub takes of a text of a rule. */
const MOST_TEXT = 1_024
/** What we give of a rule's help, which has no limit of theirs. */
const MOST_HELP = 8_000
/** Tags that GitHub shows of a rule. */
const MOST_TAGS = 10

/** Scores in the middle of the bands by which GitHub tells severities. */
const SCORES: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' }

export const LEVELS = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const

/** A rule as a reporting descriptor. Without empty texts, which GitHub refuses. */
export function sarifRule({ main, id, title, description, remediation, links, severity }: FindingFacts): JsonObject {
  const { rule, type, class: klass, plugin, confidence } = main
  const help = [description, remediation, ...links].filter((text) => text !== '').join('\n\n') || title
  const tags = ['security', klass, type, plugin, ...(rule.attack ?? []).map((one) => attackLink(one).text)]
  const [first] = links
  return {
    id,
    shortDescription: { text: cutTo(title, MOST_TEXT) },
    fullDescription: { text: cutTo(description || title, MOST_TEXT) },
    help: { text: cutTo(help, MOST_HELP) },
    ...(first === undefined ? {} : { helpUri: first }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))].slice(0, MOST_TAGS),
      precision: confidence,
      'security-severity': SCORES[severity],
    },
  }
}
