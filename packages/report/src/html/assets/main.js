import { byId, element, fill } from './dom.js'
import { findingItem, namesOf } from './finding.js'
import { createGrowingList } from './list.js'
import { createSearch } from './query.js'
import { membersOf } from './value.js'

/** @typedef {import('./payload.d.ts').Payload} Payload */
/** @typedef {import('./payload.d.ts').PayloadAsset} Asset */

/** @type {Payload} */
const payload = JSON.parse(byId('data').textContent ?? '')
const search = createSearch(payload)
/** @type {Set<number>} */
const severities = new Set()
const order = { sort: 'severity', descending: true }

const showFindings = createGrowingList({
  list: byId('findings-list'),
  more: byId('findings-more'),
  printNote: byId('findings-print'),
  make: (/** @type {Payload['groups'][number]} */ group) => findingItem(group, payload),
  printed: payload.labels['printed'] ?? '',
})

function update() {
  const found = search({
    severities,
    class: valueOfField('filter-class'),
    type: valueOfField('filter-type'),
    target: valueOfField('filter-target'),
    text: valueOfField('filter-text'),
    ...order,
  })
  showFindings(found)
  byId('findings-count').textContent = fill(
    payload.labels['shown'],
    number(found.length),
    number(payload.groups.length),
  )
  byId('findings-none').hidden = found.length > 0 || payload.groups.length === 0
}

/** @param {number} count */
function number(count) {
  return count.toLocaleString('en-US')
}

/** @param {string} id */
function valueOfField(id) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (byId(id)).value
}

for (const chip of document.querySelectorAll('[data-severity]')) {
  chip.addEventListener('click', () => {
    const severity = Number(chip.getAttribute('data-severity'))
    if (!severities.delete(severity)) severities.add(severity)
    chip.setAttribute('aria-pressed', String(severities.has(severity)))
    update()
  })
}

for (const button of document.querySelectorAll('[data-sort]')) {
  button.addEventListener('click', () => {
    const sort = button.getAttribute('data-sort') ?? ''
    order.descending = order.sort === sort ? !order.descending : sort === 'severity' || sort === 'target'
    order.sort = sort
    for (const other of document.querySelectorAll('[data-sort]')) {
      const isSorted = other === button
      other.setAttribute('aria-pressed', String(isSorted))
      other.setAttribute('data-order', isSorted ? (order.descending ? 'descending' : 'ascending') : '')
    }
    update()
  })
}

for (const id of ['filter-class', 'filter-type', 'filter-target']) byId(id).addEventListener('change', update)

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing
byId('filter-text').addEventListener('input', () => {
  clearTimeout(typing)
  typing = setTimeout(update, 120)
})

byId('filters').addEventListener('reset', () => {
  severities.clear()
  for (const chip of document.querySelectorAll('[data-severity]')) chip.setAttribute('aria-pressed', 'false')
  setTimeout(update)
})
byId('filters').addEventListener('submit', (event) => event.preventDefault())

/**
 * @param {Asset} asset
 * @returns {HTMLElement}
 */
function assetItem(asset) {
  const summary = element('summary', {}, [
    element('strong', {}, [asset.type]),
    ...namesOf([asset.target], payload).map((name) => element('span', { class: 'name' }, [name])),
    asset.at ? element('span', { class: 'path' }, [asset.at]) : undefined,
    element('span', { class: 'muted' }, [asset.plugin]),
  ])
  const details = element('details', { class: 'asset' }, [summary])
  details.addEventListener('toggle', () => details.append(membersOf(asset.detail)), { once: true })
  return element('li', {}, [details])
}

if (payload.assets.length > 0) {
  createGrowingList({
    list: byId('assets-list'),
    more: byId('assets-more'),
    printNote: byId('assets-print'),
    make: assetItem,
    printed: '',
  })(payload.assets)
}

update()
document.documentElement.setAttribute('data-ready', 'true')
