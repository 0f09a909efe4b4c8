import type { OperatingSystem, Package } from '@veinmind/inventory'
import type { PackageDetail } from '@veinmind/report'
import { asset } from '@veinmind/report'
import type { ReportEvent } from '@veinmind/sdk'

/** The operating system and the packages as the original lists them: by type and file. */
export function assetEvent(system: OperatingSystem | undefined, packages: readonly Package[]): ReportEvent {
  const byFile = Map.groupBy(packages, ({ type, places }) => `${type}\0${places[0]?.path ?? ''}`)
  return asset({
    os: { family: system?.family ?? '', name: system?.version ?? '' },
    packages: Array.from(byFile, ([key, own]) => {
      const [type = '', path = ''] = key.split('\0')
      return { type, file_path: path, packages: own.map(detailOf) }
    }),
  })
}

function detailOf({ name, version, arch, source, licenses, isInstalled, places, meta }: Package): PackageDetail {
  const layer = places[0]?.layer
  return {
    name,
    version,
    ...(arch === undefined ? {} : { arch }),
    ...(source === undefined ? {} : { srcName: source.name, srcVersion: source.version }),
    ...(meta?.modularity === undefined ? {} : { modularitylabel: meta.modularity }),
    ...(isInstalled ? {} : { indirect: meta?.isIndirect ?? false }),
    ...(licenses.length === 0 ? {} : { license: licenses.join(' AND ') }),
    ...(layer === undefined ? {} : { layer: { index: layer.index, digest: layer.digest } }),
  }
}
