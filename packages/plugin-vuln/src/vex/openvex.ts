import { asObject } from '@veinmind/internal'
import { listOf, textOf } from './statement.ts'
import type { ReadVex, VexProduct, VexStatus } from './statement.ts'

const STATUS: Readonly<Record<string, VexStatus>> = {
  not_affected: 'not affected',
  fixed: 'fixed',
  affected: 'affected',
  under_investigation: 'under investigation',
}

/** OpenVEX 0.2 (https://github.com/openvex/spec), and 0.0, whose products are texts. */
export const readOpenVex: ReadVex = (document, file) =>
  listOf(document['statements']).flatMap((each) => {
    const statement = asObject(each)
    const { vulnerability, status, products, justification, impact_statement: impact } = statement
    const known = Object.hasOwn(STATUS, textOf(status)) ? STATUS[textOf(status)] : undefined
    if (known === undefined) return []
    const flaw = asObject(vulnerability)
    const ids = [textOf(vulnerability), textOf(flaw['name']), ...listOf(flaw['aliases']).map(textOf)]
    const older = listOf(statement['subcomponents']).flatMap(purlsOf)
    return [
      {
        ids: ids.filter((id) => id !== ''),
        status: known,
        products: listOf(products).flatMap((product) => productOf(product, older)),
        why: textOf(justification) || textOf(impact),
        time: textOf(statement['timestamp']) || textOf(document['timestamp']),
        file,
      },
    ]
  })

function productOf(value: unknown, older: readonly string[]): readonly VexProduct[] {
  const parts = [...listOf(asObject(value)['subcomponents']).flatMap(purlsOf), ...older]
  return purlsOf(value).map((id) => ({ id, parts }))
}

/** A component by its id, and by its identifiers and hashes. */
function purlsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  const { '@id': id, identifiers, hashes } = asObject(value)
  const sha256 = textOf(asObject(hashes)['sha-256'])
  const all = [textOf(id), textOf(asObject(identifiers)['purl']), sha256 === '' ? '' : `sha256:${sha256}`]
  return [...new Set(all.filter((text) => text.startsWith('pkg:') || text.startsWith('sha256:')))]
}
