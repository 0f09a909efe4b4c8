import { element } from './dom.js'

/** Items of a list that are shown. */
const MOST_ITEMS = 500

/** @typedef {import('./payload.d.ts').Value} Value */
/** @typedef {Readonly<Record<string, string | number | boolean>>} Row */

/**
 * Any JSON value, for reading: members as terms, lists of objects as tables.
 *
 * @param {Value | undefined} value
 * @returns {Node}
 */
export function valueOf(value) {
  if (value === null || value === undefined || value === '') return element('span', { class: 'muted' }, ['–'])
  if (Array.isArray(value)) return listOf(value)
  if (typeof value === 'object') return membersOf(/** @type {Record<string, Value>} */ (value))
  const text = String(value)
  return text.includes('\n') || text.length > 80 ? element('pre', {}, [text]) : element('span', {}, [text])
}

/**
 * @param {Readonly<Record<string, Value | undefined>>} members
 * @returns {Node}
 */
export function membersOf(members) {
  const said = Object.entries(members).filter(([, value]) => !isEmpty(value))
  const rows = said.flatMap(([name, value]) => [element('dt', {}, [name]), element('dd', {}, [valueOf(value)])])
  return rows.length === 0 ? valueOf('') : element('dl', {}, rows)
}

/** @param {Value | undefined} value */
function isEmpty(value) {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return value === null || value === undefined || value === ''
}

/**
 * @param {readonly Value[]} items
 * @returns {Node}
 */
function listOf(items) {
  if (items.length === 0) return valueOf('')
  if (items.length <= 8 && items.every((item) => typeof item === 'number'))
    return element('span', {}, [items.join(', ')])
  const shown = items.slice(0, MOST_ITEMS)
  const rest =
    items.length > shown.length ? element('p', { class: 'muted' }, [`… ${items.length - shown.length}`]) : undefined
  const columns = columnsOf(shown)
  const list = columns
    ? tableOf(columns, /** @type {readonly Row[]} */ (shown))
    : element(
        'ul',
        { class: 'plain' },
        shown.map((item) => element('li', {}, [valueOf(item)])),
      )
  return element('div', { class: 'scroll' }, [list, rest])
}

/**
 * The members of the items, if all are objects of few plain members.
 *
 * @param {readonly Value[]} items
 * @returns {string[] | undefined}
 */
function columnsOf(items) {
  const columns = new Set()
  for (const item of items) {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined
    for (const [name, value] of Object.entries(item)) {
      if (typeof value === 'object') return undefined
      columns.add(name)
    }
    if (columns.size > 12) return undefined
  }
  return [...columns]
}

/**
 * @param {readonly string[]} columns
 * @param {readonly Row[]} rows
 * @returns {Node}
 */
function tableOf(columns, rows) {
  const head = element(
    'tr',
    {},
    columns.map((name) => element('th', { scope: 'col' }, [name])),
  )
  const body = rows.map((row) =>
    element(
      'tr',
      {},
      columns.map((name) => element('td', {}, [String(row[name] ?? '')])),
    ),
  )
  return element('table', {}, [element('thead', {}, [head]), element('tbody', {}, body)])
}
