import { asObject } from '@veinmind/internal'
import { listOf, textOf } from './statement.ts'
import type { ReadVex, VexProduct, VexStatus } from './statement.ts'

const LISTS: readonly (readonly [list: string, status: VexStatus])[] = [
  ['known_not_affected', 'not affected'],
  ['fixed', 'fixed'],
  ['known_affected', 'affected'],
  ['under_investigation', 'under investigation'],
]

/** CSAF 2.0 with profile VEX: products by package URL, or as parts of a product. */
export const readCsaf: ReadVex = (document, file) => {
  const products = readProducts(asObject(document['product_tree']))
  const { tracking } = asObject(document['document'])
  const time = textOf(asObject(tracking)['current_release_date'])
  return listOf(document['vulnerabilities']).flatMap((each) => {
    const vulnerability = asObject(each)
    const status = asObject(vulnerability['product_status'])
    const ids = [
      textOf(vulnerability['cve']),
      ...listOf(vulnerability['ids']).map((one) => textOf(asObject(one)['text'])),
    ].filter((id) => id !== '')
    return LISTS.flatMap(([list, told]) => {
      const named = listOf(status[list]).map(textOf)
      const found = named.flatMap((id) => products.get(id) ?? [])
      if (found.length === 0) return []
      const flag = listOf(vulnerability['flags'])
        .map(asObject)
        .find(({ product_ids: own }) => listOf(own).some((id) => named.includes(textOf(id))))
      return [{ ids, status: told, products: found, why: textOf(flag?.['label']), time, file }]
    })
  })
}

function readProducts(tree: Readonly<Record<string, unknown>>): ReadonlyMap<string, VexProduct> {
  const products = new Map<string, VexProduct>()
  const add = (value: unknown): void => {
    const { product_id: id, product_identification_helper: helper } = asObject(value)
    const purl = textOf(asObject(helper)['purl'])
    if (textOf(id) !== '' && purl !== '') products.set(textOf(id), { id: purl, parts: [] })
  }
  const walk = (branches: unknown, depth: number): void => {
    for (const branch of listOf(branches)) {
      const { product, branches: inner } = asObject(branch)
      add(product)
      if (depth < 16) walk(inner, depth + 1)
    }
  }
  walk(tree['branches'], 0)
  for (const product of listOf(tree['full_product_names'])) add(product)
  for (const each of listOf(tree['relationships'])) {
    const { full_product_name: whole, product_reference: part, relates_to_product_reference: product } = asObject(each)
    const [own, around] = [products.get(textOf(part)), products.get(textOf(product))]
    const id = textOf(asObject(whole)['product_id'])
    if (id === '' || own === undefined) continue
    products.set(id, around === undefined ? own : { id: around.id, parts: [own.id] })
  }
  return products
}
