/**
 * An element. Children that are texts become text nodes: nothing is ever parsed as HTML.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Readonly<Record<string, string | boolean | undefined>>} attributes `true` is an attribute without a value
 * @param {readonly (Node | string | undefined)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes, children = []) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value)
  }
  for (const child of children) if (child !== undefined) node.append(child)
  return node
}

/**
 * The element with this id; the page has it.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const node = document.getElementById(id)
  if (!node) throw new Error(`the page has no ${id}`)
  return node
}

/**
 * A label with its places filled.
 *
 * @param {string | undefined} text
 * @param {readonly (string | number)[]} values
 * @returns {string}
 */
export function fill(text, ...values) {
  return (text ?? '').replace(/\{(\d)\}/g, (place, index) => String(values[Number(index)] ?? place))
}

/**
 * A link that tells its target nothing of this page, or the text where there is no address to follow.
 *
 * @param {import('./payload.d.ts').Link} link
 * @returns {HTMLElement}
 */
export function linkTo({ text, href }) {
  if (href === undefined || !/^https?:\/\//i.test(href)) return element('span', { class: 'address' }, [text])
  return element('a', { href, rel: 'noreferrer noopener', target: '_blank' }, [text])
}
