import { element, fill, linkTo } from './dom.js'
import { membersOf } from './value.js'

/** @typedef {import('./payload.d.ts').Payload} Payload */
/** @typedef {import('./payload.d.ts').PayloadGroup} Group */
/** @typedef {import('./payload.d.ts').PayloadPlace} Place */

export const SEVERITY_NAMES = ['low', 'medium', 'high', 'critical']

/** Names of targets in the head of a finding. */
const MOST_NAMES = 4

/**
 * A finding: a head that is a button, and its details, made when they are first opened.
 *
 * @param {Group} group
 * @param {Payload} payload
 * @returns {HTMLElement}
 */
export function findingItem(group, payload) {
  const severity = SEVERITY_NAMES[group.severity] ?? 'low'
  const head = element('button', { type: 'button', class: 'head', 'aria-expanded': 'false' }, [
    element('span', { class: `badge ${severity}` }, [payload.labels[severity] ?? severity]),
    whatOf(group, payload),
    whereOf(group),
    inOf(group, payload),
  ])
  const item = element('li', { class: `finding ${severity}` }, [head])
  /** @type {HTMLElement | undefined} */
  let details
  head.addEventListener('click', () => {
    details ??= item.appendChild(detailsOf(group, payload))
    const isOpen = head.getAttribute('aria-expanded') === 'true'
    head.setAttribute('aria-expanded', String(!isOpen))
    details.hidden = isOpen
  })
  return item
}

/**
 * @param {Group} group
 * @param {Payload} payload
 * @returns {HTMLElement}
 */
function whatOf(group, { rules }) {
  return element('span', { class: 'what' }, [
    element('strong', {}, [rules[group.rule]?.title ?? '']),
    element('span', { class: group.class === 'invasion' ? 'kind invasion' : 'kind' }, [group.type]),
    group.evidence ? element('code', {}, [group.evidence.slice(0, 300)]) : undefined,
  ])
}

/**
 * @param {Group} group
 * @returns {HTMLElement}
 */
function whereOf({ places, listed, evidence = '' }) {
  const [place] = places
  if (!place) return element('span', { class: 'where' })
  const more = new Set(places.map(({ at }) => at)).size - 1
  const step = place.step && evidence.includes(place.step) ? undefined : place.step
  return element('span', { class: 'where' }, [
    place.at ? element('span', { class: 'path' }, [place.at]) : undefined,
    more > 0 ? element('span', { class: 'muted' }, [`+${more}`]) : undefined,
    listed ? element('span', { class: 'muted' }, [listed]) : undefined,
    place.remark ? element('span', { class: 'remark' }, [place.remark]) : undefined,
    element('span', { class: 'muted step' }, [[place.layer, step].filter(Boolean).join(' · ').slice(0, 200)]),
  ])
}

/**
 * @param {Group} group
 * @param {Payload} payload
 * @returns {HTMLElement}
 */
function inOf(group, payload) {
  const names = namesOf(group.targets, payload)
  const more = names.length - MOST_NAMES
  return element('span', { class: 'in' }, [
    ...names.slice(0, MOST_NAMES).map((name) => element('span', { class: 'name' }, [name])),
    more > 0 ? element('span', { class: 'muted' }, [`+${more}`]) : undefined,
  ])
}

/**
 * @param {Group} group
 * @param {Payload} payload
 * @returns {HTMLElement}
 */
function detailsOf(group, payload) {
  const { labels, rules } = payload
  const rule = rules[group.rule]
  /** @type {[string, Node | string | undefined][]} */
  const parts = [
    ['description', rule?.description],
    ['remediation', rule?.remediation && remediationOf(rule.remediation)],
    ['evidence', group.evidence ? element('pre', {}, [group.evidence]) : undefined],
    [
      'places',
      element(
        'ul',
        { class: 'places' },
        group.places.map((place) => placeItem(place, payload)),
      ),
    ],
    [
      'because',
      group.because &&
        element(
          'ul',
          { class: 'plain' },
          group.because.map((text) => element('li', {}, [text])),
        ),
    ],
    [
      'alsoFound',
      group.others &&
        element(
          'ul',
          { class: 'plain' },
          group.others.map(({ rule: id, title, plugin, severity: level }) =>
            element('li', {}, [`${id} ${title} (${plugin}, ${level})`]),
          ),
        ),
    ],
    [
      'references',
      rule?.links.length
        ? element(
            'ul',
            { class: 'plain' },
            rule.links.map((link) => element('li', {}, [linkTo(link)])),
          )
        : undefined,
    ],
  ]
  const facts = [
    `${labels['rule']} ${rule?.id ?? ''}`,
    `${labels['plugin']} ${group.plugin}`,
    fill(`${labels['confidence']} {0}`, labels[`${group.confidence}Confidence`] ?? ''),
    group.fingerprint,
    ...(group.listed ? [`${labels['listed']} ${group.listed}`] : []),
  ]
  return element('div', { class: 'details' }, [
    element(
      'p',
      { class: 'facts' },
      facts.map((fact) => element('span', {}, [fact])),
    ),
    ...parts.flatMap(([name, content]) =>
      content ? [element('h4', {}, [labels[name] ?? name]), element('div', { class: `part ${name}` }, [content])] : [],
    ),
    element('details', { class: 'raw' }, [element('summary', {}, [labels['detail'] ?? '']), membersOf(group.detail)]),
  ])
}

/**
 * What to do, and below it the lines that are to be written.
 * @param {string} text
 * @returns {Node | string}
 */
function remediationOf(text) {
  const [what = '', ...lines] = text.split('\n')
  return lines.length === 0 ? text : element('div', {}, [what, element('pre', {}, [lines.join('\n')])])
}

/**
 * @param {Place} place
 * @param {Payload} payload
 * @returns {HTMLElement}
 */
function placeItem(place, payload) {
  return element('li', {}, [
    place.at ? element('code', { class: 'path' }, [place.at]) : undefined,
    place.remark ? element('span', { class: 'remark' }, [place.remark]) : undefined,
    place.layer ? element('span', { class: 'muted' }, [place.layer]) : undefined,
    place.digest ? element('span', { class: 'muted digest' }, [place.digest]) : undefined,
    place.step ? element('pre', {}, [place.step]) : undefined,
    element(
      'span',
      { class: 'names' },
      namesOf(place.targets, payload).map((name) => element('span', { class: 'name' }, [name])),
    ),
  ])
}

/**
 * @param {readonly number[]} targets
 * @param {Payload} payload
 * @returns {string[]}
 */
export function namesOf(targets, payload) {
  return targets.flatMap((index) => payload.targets[index] ?? [])
}
