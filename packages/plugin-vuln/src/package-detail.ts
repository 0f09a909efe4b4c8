import type { Package } from '@veinmind/inventory'
import type { PackageDetail } from '@veinmind/report'

interface SplitVersion {
  readonly version: string
  readonly release?: string
  readonly epoch?: number
}

/** A package in the original's keys: systems' versions are split into epoch, version and release. */
export function packageDetail(item: Package): PackageDetail {
  const { name, arch, source, licenses, meta, type } = item
  const own = splitVersion(type, item.version)
  const built = source === undefined ? undefined : splitVersion(type, source.version)
  return {
    name,
    ...own,
    ...(arch === undefined ? {} : { arch }),
    ...(source === undefined ? {} : { srcName: source.name }),
    ...(built === undefined
      ? {}
      : {
          srcVersion: built.version,
          ...(built.release === undefined ? {} : { srcRelease: built.release }),
          ...(built.epoch === undefined ? {} : { srcEpoch: built.epoch }),
        }),
    ...(meta?.modularity === undefined ? {} : { modularitylabel: meta.modularity }),
    ...(meta?.isIndirect === undefined ? {} : { indirect: meta.isIndirect }),
    ...(licenses.length === 0 ? {} : { license: licenses.join(', ') }),
  }
}

function splitVersion(type: string, text: string): SplitVersion {
  if (type !== 'deb' && type !== 'rpm') return { version: text }
  const [, epoch, rest = text] = /^(\d{1,9}):(.*)$/s.exec(text) ?? []
  const dash = rest.lastIndexOf('-')
  return {
    version: dash === -1 ? rest : rest.slice(0, dash),
    ...(dash === -1 ? {} : { release: rest.slice(dash + 1) }),
    ...(epoch === undefined ? {} : { epoch: Number(epoch) }),
  }
}
