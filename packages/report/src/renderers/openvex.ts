import { groupFindings } from '../gather/group.ts'
import type { FindingGroup } from '../gather/group.ts'
import type { JsonObject } from '@veinmind/sdk'
import type { Finding, Report, TargetReport } from '../model/model.ts'
import { jsonPieces } from '../text/json-text.ts'
import { uuidOf } from '../text/uuid.ts'
import { imagePurl } from './sbom/subject.ts'
import type { Renderer } from './renderer.ts'

/**
 * OpenVEX 0.2.0 (https://openvex.dev): each vulnerability that was found, with the products that have it and what to do. It says
 * `affected` of all: what does not affect a product is for somebody who knows it to say.
 */
export const openvex: Renderer = {
  render: (report) => [...jsonPieces(document(report))].join(''),
  pieces: (report) => jsonPieces(document(report)),
}

function document(report: Report): JsonObject {
  const purls = new Map(report.targets.map((target) => [target.id, purlOf(target)]))
  const statements = [...statementsOf(report.findings, purls), ...statementsOf(report.accepted, purls)]
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `urn:uuid:${uuidOf(JSON.stringify(statements))}`,
    author: report.tool.name || 'veinmind',
    role: 'scanner',
    timestamp: report.finishedAt,
    version: 1,
    tooling: `${report.tool.name} ${report.tool.version}`.trim(),
    statements,
  }
}

function* statementsOf(
  findings: readonly Finding[],
  purls: ReadonlyMap<string, string | undefined>,
): Generator<JsonObject> {
  for (const group of groupFindings(findings)) {
    const { main } = group
    if (main.type !== 'Vulnerability') continue
    const { aliases } = main.detail
    const known = Array.isArray(aliases) ? aliases.filter((alias) => typeof alias === 'string') : []
    yield {
      vulnerability: {
        name: main.rule.id,
        ...(known.length === 0 ? {} : { aliases: known }),
      },
      products: productsOf(group, purls),
      status: 'affected',
      action_statement: actionOf(main),
    }
  }
}

/** The images that have the package as its part; without a digest, the package itself. */
function productsOf({ all }: FindingGroup, purls: ReadonlyMap<string, string | undefined>): readonly JsonObject[] {
  const products = new Map<string, Set<string>>()
  for (const { target, detail } of all) {
    const part = typeof detail['purl'] === 'string' ? detail['purl'] : undefined
    const product = purls.get(target.id) ?? part ?? `urn:veinmind:${encodeURIComponent(target.id.toWellFormed())}`
    const parts = products.get(product) ?? new Set()
    if (part !== undefined && part !== product) parts.add(part)
    products.set(product, parts)
  }
  return Array.from(products, ([id, parts]) => ({
    '@id': id,
    ...(id.startsWith('pkg:') ? { identifiers: { purl: id } } : {}),
    ...(parts.size === 0
      ? {}
      : { subcomponents: Array.from(parts, (part) => ({ '@id': part, identifiers: { purl: part } })) }),
  }))
}

function actionOf({ detail, accepted }: Finding): string {
  if (accepted) return `Accepted${accepted.until === undefined ? '' : ` until ${accepted.until}`}: ${accepted.reason}`
  const { fixed_version: fixed } = detail
  return typeof fixed === 'string' && fixed !== '' ? `Upgrade to ${fixed}.` : 'No fix is known.'
}

function purlOf(target: TargetReport): string | undefined {
  const digest = target.digest
  return imagePurl({ target, packages: [], system: undefined, digest })
}
