import { namesOf } from './finding.js'

/** @typedef {import('./payload.d.ts').Payload} Payload */
/** @typedef {import('./payload.d.ts').PayloadGroup} Group */

/**
 * What the reader asks for. Empty texts mean all.
 *
 * @typedef {object} Query
 * @property {ReadonlySet<number>} severities empty means all
 * @property {string} class
 * @property {string} type
 * @property {string} target index of the target
 * @property {string} text
 * @property {string} sort
 * @property {boolean} descending
 */

/**
 * Finds the groups that match. The text of a group that is searched is made once, at the first search.
 *
 * @param {Payload} payload
 * @returns {(query: Query) => Group[]}
 */
export function createSearch(payload) {
  /** @type {string[] | undefined} */
  let texts
  return (query) => {
    const words = query.text.toLowerCase().split(/\s+/).filter(Boolean)
    if (words.length > 0) texts ??= payload.groups.map((group) => textOf(group, payload))
    const target = query.target === '' ? undefined : Number(query.target)
    const found = payload.groups.filter((group, index) => {
      if (query.severities.size > 0 && !query.severities.has(group.severity)) return false
      if (query.class !== '' && group.class !== query.class) return false
      if (query.type !== '' && group.type !== query.type) return false
      if (target !== undefined && !group.targets.includes(target)) return false
      return words.every((word) => texts?.[index]?.includes(word))
    })
    return sorted(found, query, payload)
  }
}

/**
 * @param {Group[]} groups in the order of the report: the worst first
 * @param {Query} query
 * @param {Payload} payload
 * @returns {Group[]}
 */
function sorted(groups, { sort, descending }, payload) {
  const sign = descending ? -1 : 1
  /** @type {Record<string, (group: Group) => string | number>} */
  const keys = {
    // What findings add up to stands before them.
    severity: (group) => group.severity + (group.because ? 4 : 0),
    finding: (group) => payload.rules[group.rule]?.title ?? '',
    path: (group) => group.places[0]?.at ?? '',
    target: (group) => group.targets.length,
  }
  const keyOf = keys[sort]
  if (!keyOf) return groups
  return groups
    .map((group) => ({ group, key: keyOf(group) }))
    .sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0))
    .map(({ group }) => group)
}

/**
 * @param {Group} group
 * @param {Payload} payload
 * @returns {string}
 */
function textOf(group, payload) {
  const rule = payload.rules[group.rule]
  const places = group.places.flatMap(({ at, step }) => [at, step])
  return [
    rule?.title,
    rule?.id,
    group.type,
    group.plugin,
    group.evidence,
    ...(group.others ?? []).flatMap((other) => [other.rule, other.title, other.plugin]),
    ...(group.because ?? []),
    ...places,
    ...namesOf(group.targets, payload),
  ]
    .join('\n')
    .toLowerCase()
}
