import { content, defineInspector, mib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import type { RpmDatabase, RpmPackage } from './packages.ts'

const FILE = /^(?<root>\/|\/.*\/)var\/lib\/rpmmanifest\/container-manifest-2$/
const MAX_PACKAGES = 100_000

/** The root that a manifest belongs to. */
export const rootOfManifest = (path: string): string => FILE.exec(path)?.groups?.['root'] ?? '/'

/** Reads the list that Azure Linux puts into its images without a package manager: columns with tabs between them, as its rpm prints them. */
export const rpmManifests: Inspector<RpmDatabase> = defineInspector<RpmDatabase>({
  id: 'rpm-manifests',
  module: import.meta.url,
  version: 1,
  maxRecord: mib(16),
  offered: { paths: ['/container-manifest-2'] },
  wants: ({ path }) => path.endsWith('/container-manifest-2') && FILE.test(path) && content({ max: mib(16) }),
  inspect(file) {
    const packages = Buffer.from(file.bytes)
      .toString('utf8')
      .split('\n')
      .flatMap((line) => packageOf(line))
    if (packages.length > MAX_PACKAGES) file.incomplete(`the database lists more than ${MAX_PACKAGES} packages`)
    return { packages: packages.slice(0, MAX_PACKAGES) }
  },
})

function packageOf(line: string): readonly RpmPackage[] {
  const [name = '', evr = '', , , vendor = '', , , arch = '', epoch = '', sourceRpm = ''] = line
    .split('\t', 12)
    .map((column) => (column === '(none)' ? '' : column.trim().slice(0, 1024)))
  const dash = evr.lastIndexOf('-')
  if (name === '' || dash <= 0) return []
  const number = Number(epoch)
  return [
    {
      name,
      version: evr.slice(0, dash),
      release: evr.slice(dash + 1),
      ...(Number.isSafeInteger(number) && number > 0 ? { epoch: number } : {}),
      ...(arch === '' ? {} : { arch }),
      ...(vendor === '' ? {} : { vendor }),
      ...(sourceRpm === '' ? {} : { sourceRpm }),
    },
  ]
}
