import { asObject } from '@veinmind/sdk'
import type { JsonObject } from '@veinmind/sdk'
import { asList, asText } from '../languages/formats.ts'
import type { Findings } from '../languages/reading.ts'
import { addByPurl } from './add-by-purl.ts'

const MAX_DEPTH = 32

/** Adds the components of a CycloneDX document (1.2 to 1.7), also those in components. */
export function addCycloneDx(document: JsonObject, findings: Findings): void {
  const open = [{ list: asList(document['components']), depth: 0 }]
  const main = asObject(asObject(document['metadata'])['component'])
  if (asText(main['purl']) !== undefined) open.push({ list: [main], depth: 0 })
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const component of next.list.map(asObject)) {
      const { name, version, group, purl, licenses } = component
      const isFile = component['type'] === 'file' || component['type'] === 'operating-system'
      if (!isFile)
        addByPurl(findings, {
          purl,
          name: asText(group) ? `${asText(group)}/${asText(name) ?? ''}` : name,
          version,
          licenses: licensesOf(licenses),
        })
      const inner = asList(component['components'])
      if (inner.length > 0 && next.depth < MAX_DEPTH) open.push({ list: inner, depth: next.depth + 1 })
      else if (inner.length > 0) findings.cut(`its components stand more than ${MAX_DEPTH} deep in each other`)
    }
  }
}

function licensesOf(value: unknown): readonly string[] {
  return asList(value).flatMap((entry) => {
    const { expression, license } = asObject(entry)
    const one = asObject(license)
    return asText(expression) ?? asText(one['id']) ?? asText(one['name']) ?? []
  })
}
