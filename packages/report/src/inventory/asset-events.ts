import type { JsonObject } from '@veinmind/sdk'
import { asset } from '../events/inventory.ts'
import type { AssetInput, PackageDetail } from '../events/inventory.ts'
import type { Asset, InventoryItem, Report, TargetReference } from '../model/model.ts'

/** The inventory of each target as the original's event of type `Asset`: its operating system, and its packages by where they were found. */
export function* assetEvents({ inventory, targets, finishedAt }: Report): Generator<Asset> {
  const byId = new Map<string, TargetReference>(targets.map((target) => [target.id, target]))
  let group: InventoryItem[] = []
  const finish = (): Asset | undefined => {
    const [first] = group
    const target = first && byId.get(first.target)
    if (!first || !target) return undefined
    const { type, detail } = asset({ os: osOf(group), packages: infosOf(group) })
    return { type, class: 'info', plugin: first.plugin, time: finishedAt, target, locations: [], detail }
  }
  for (const item of inventory) {
    if (group.length > 0 && group[0]?.target !== item.target) {
      const event = finish()
      if (event) yield event
      group = []
    }
    group.push(item)
  }
  const last = finish()
  if (last) yield last
}

/** Types of packages that are those of an operating system; their ecosystem names it. */
const OF_SYSTEMS: ReadonlySet<string> = new Set(['deb', 'rpm', 'apk', 'alpm'])

function osOf(items: readonly InventoryItem[]): AssetInput['os'] {
  const found = items.find(({ type, ecosystem }) => OF_SYSTEMS.has(type) && ecosystem !== undefined)
  const [family = '', ...release] = (found?.ecosystem ?? '').split(':')
  return { family: family.toLowerCase(), name: release.join(':').replace(/^v(?=\d)/, '') }
}

function infosOf(items: readonly InventoryItem[]): AssetInput['packages'] {
  const byPlace = Map.groupBy(items, ({ type, places: [at] }) => JSON.stringify([type, at?.path ?? '']))
  return Array.from(byPlace, ([key, packages]) => {
    const [type = '', file_path = ''] = JSON.parse(key) as string[]
    return { type, file_path, packages: packages.map(detailOf) }
  })
}

function detailOf({ name, version, arch, source, licenses = [], places: [at] }: InventoryItem): PackageDetail {
  const layer: JsonObject | undefined = at?.layer && { Digest: at.layer.digest }
  return {
    name,
    version,
    ...(arch === undefined ? {} : { arch }),
    ...(source === undefined ? {} : { srcName: source.name, srcVersion: source.version }),
    ...(licenses.length === 0 ? {} : { license: licenses.join(' AND ') }),
    ...(layer === undefined ? {} : { layer }),
  }
}
