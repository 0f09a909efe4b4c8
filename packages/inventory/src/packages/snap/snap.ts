import { content, defineInspector, kib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import { load } from 'js-yaml'
import type { Cataloger } from '../cataloger.ts'

/** What a snap says of itself. */
interface Snap {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly architectures: readonly string[]
}

const FILE = /^(?:\/meta|\/.*\/snap\/[^/]+\/[^/]+\/meta|\/snap\/[^/]+\/[^/]+\/meta)\/snap\.yaml$/

/** Reads `snap.yaml` of snaps that are mounted or unpacked. */
export const snapFiles: Inspector<Snap> = defineInspector<Snap>({
  id: 'snap-files',
  module: import.meta.url,
  version: 1,
  offered: { paths: ['/meta/snap.yaml'] },
  wants: ({ path }) => path.endsWith('/meta/snap.yaml') && FILE.test(path) && content({ max: kib(512) }),
  inspect(file) {
    let read: unknown
    try {
      read = load(Buffer.from(file.bytes).toString('utf8'))
    } catch {
      file.incomplete('it is no valid YAML')
    }
    const { name, version, license, architectures } = (read ?? {}) as Readonly<Record<string, unknown>>
    if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9-]{0,80}$/.test(name)) return undefined
    return {
      name,
      version: typeof version === 'string' || typeof version === 'number' ? String(version).slice(0, 256) : '',
      ...(typeof license === 'string' ? { license: license.slice(0, 1024) } : {}),
      architectures: (Array.isArray(architectures) ? architectures : [])
        .filter((one): one is string => typeof one === 'string')
        .slice(0, 10),
    }
  },
})

/** Snaps. */
export const snap: Cataloger = {
  id: 'snap',
  inspectors: [snapFiles],
  *collect({ records }) {
    for (const { record, location } of records(snapFiles)) {
      const { name, version, license, architectures } = record
      const arch = architectures.length === 1 ? architectures[0] : undefined
      yield {
        type: 'snap',
        name,
        version,
        arch,
        at: location,
        licenses: license === undefined ? [] : [license],
        qualifiers: { arch },
      }
    }
  },
}
