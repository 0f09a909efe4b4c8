import { expect, it } from 'vitest'
import { convertFile } from './converters.ts'

const BASE = { product_id: 'B', product_identification_helper: { cpe: 'cpe:/o:redhat:enterprise_linux:9::baseos' } }
const LEFT = { product_id: 'l', product_identification_helper: { purl: 'pkg:rpm/redhat/left@1-1.el9?arch=src' } }

/** An advisory whose products stand in so many branches of branches. */
function advisoryOf(depth: number): string {
  let branches: object[] = [{ product: BASE }, { product: LEFT }]
  for (let level = 0; level < depth; level++) branches = [{ branches }]
  return JSON.stringify({
    document: {
      csaf_version: '2.0',
      category: 'csaf_vex',
      publisher: { name: 'Red Hat' },
      tracking: { id: 'CVE-2024-0011' },
    },
    product_tree: {
      branches,
      relationships: [
        { product_reference: 'l', relates_to_product_reference: 'B', full_product_name: { product_id: 'B:l' } },
      ],
    },
    vulnerabilities: [{ cve: 'CVE-2024-0011', product_status: { fixed: ['B:l'] } }],
  })
}

async function convert(text: string): Promise<string> {
  const file = {
    path: 'csaf.json',
    name: 'csaf.json',
    async *chunks() {
      yield Buffer.from(text)
    },
  }
  return JSON.stringify(await Array.fromAsync(convertFile(file)))
}

it('a tree of products is read as deep as it may be, and refused where it is deeper', async () => {
  expect(await convert(advisoryOf(20))).toContain('"left"')
  const refused = await convert(advisoryOf(21))
  expect(refused).toContain('its product tree is too deep')
  expect(refused).not.toContain('"left"')
})
