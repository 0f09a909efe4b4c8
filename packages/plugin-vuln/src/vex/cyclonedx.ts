import { asObject } from '@veinmind/internal'
import { listOf, textOf } from './statement.ts'
import type { ReadVex, VexStatus } from './statement.ts'

const STATES: Readonly<Record<string, VexStatus>> = {
  not_affected: 'not affected',
  false_positive: 'not affected',
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  exploitable: 'affected',
  in_triage: 'under investigation',
}

/** The analyses of a CycloneDX document's vulnerabilities (1.4 and later); what they affect is named by reference or package URL. */
export const readCycloneDx: ReadVex = (document, file) => {
  const purls = new Map<string, string>()
  const { component: whole, timestamp } = asObject(document['metadata'])
  const collect = (value: unknown, depth: number): void => {
    const component = asObject(value)
    const [reference, purl] = [textOf(component['bom-ref']), textOf(component['purl'])]
    if (reference !== '' && purl !== '') purls.set(reference, purl)
    if (depth < 16) for (const inner of listOf(component['components'])) collect(inner, depth + 1)
  }
  collect(whole, 0)
  for (const component of listOf(document['components'])) collect(component, 0)
  const product = textOf(asObject(whole)['purl'])
  return listOf(document['vulnerabilities']).flatMap((each) => {
    const vulnerability = asObject(each)
    const analysis = asObject(vulnerability['analysis'])
    const state = textOf(analysis['state'])
    const status = Object.hasOwn(STATES, state) ? STATES[state] : undefined
    if (status === undefined) return []
    const products = listOf(vulnerability['affects']).flatMap((affected) => {
      const reference = textOf(asObject(affected)['ref'])
      // `urn:cdx:serial/version#bom-ref` leads to another document, whose references are often package URLs.
      const own = purls.get(reference) ?? decode(reference.replace(/^urn:cdx:[^#]*#/, ''))
      if (!own.startsWith('pkg:')) return []
      const isPart = product.startsWith('pkg:oci/') && own !== product
      return [isPart ? { id: product, parts: [own] } : { id: own, parts: [] }]
    })
    return [
      {
        ids: [
          textOf(vulnerability['id']),
          ...listOf(vulnerability['references']).map((one) => textOf(asObject(one)['id'])),
        ].filter((id) => id !== ''),
        status,
        products,
        why: textOf(analysis['justification']) || textOf(analysis['detail']),
        time: textOf(vulnerability['updated']) || textOf(timestamp),
        file,
      },
    ]
  })
}

function decode(text: string): string {
  try {
    return text.startsWith('pkg%3A') ? decodeURIComponent(text) : text
  } catch {
    return text
  }
}
