import { content, defineInspector, mib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'

/** A package of apk's database. */
export interface ApkPackage {
  readonly name: string
  readonly version: string
  readonly arch?: string
  readonly origin?: string
  readonly license?: string
  readonly url?: string
  readonly maintainer?: string
  /** The lines of its files as they are: `F:` a directory, `R:` a file in it, then `a:` its mode, `Z:` its digest. */
  readonly files?: string
}

/** What a database says. */
export interface ApkDatabase {
  readonly packages: readonly ApkPackage[]
}

const FILE = /^(?<root>\/|\/.*\/)(?:usr\/lib|var\/lib|lib)\/apk\/db\/installed$/
const MAX_PACKAGES = 100_000

/** The root that a database belongs to, with a slash at its end. */
export const rootOfApk = (path: string): string =>
  /^(?<root>.*\/)(?:(?:usr|var)\/)?lib\/apk\/db\/installed$/.exec(path)?.[1]?.replace(/\/(?:usr|var)\/$/, '/') ?? '/'

/** Reads apk's list of what is installed, in its places under any root (https://wiki.alpinelinux.org/wiki/Apk_spec). */
export const apkInstalled: Inspector<ApkDatabase> = defineInspector<ApkDatabase>({
  id: 'apk-installed',
  module: import.meta.url,
  version: 1,
  maxRecord: mib(16),
  offered: { paths: ['/apk/db/installed'] },
  wants: ({ path }) => path.endsWith('/apk/db/installed') && FILE.test(path) && content({ max: mib(64) }),
  inspect(file) {
    const packages: ApkPackage[] = []
    for (const block of Buffer.from(file.bytes).toString('utf8').split(/\n\n+/)) {
      const one = packageOf(block)
      if (one === undefined) continue
      if (packages.length === MAX_PACKAGES) {
        file.incomplete(`the database lists more than ${MAX_PACKAGES} packages`)
        break
      }
      packages.push(one)
    }
    return packages.length === 0 ? undefined : { packages }
  },
})

function packageOf(block: string): ApkPackage | undefined {
  const fields = new Map<string, string>()
  const files: string[] = []
  for (const line of block.split('\n')) {
    const letter = line[1] === ':' ? (line[0] ?? '') : ''
    if ('FRaZ'.includes(letter) && letter !== '') files.push(line)
    else if ('PVAoLUm'.includes(letter) && letter !== '' && !fields.has(letter)) fields.set(letter, line.slice(2, 4096))
  }
  const name = fields.get('P')
  const version = fields.get('V')
  if (!name || !version) return undefined
  const optional = (key: string, letter: string): Readonly<Record<string, string>> => {
    const value = fields.get(letter)
    return value === undefined || value === '' ? {} : { [key]: value }
  }
  return {
    name,
    version,
    ...optional('arch', 'A'),
    ...optional('origin', 'o'),
    ...optional('license', 'L'),
    ...optional('url', 'U'),
    ...optional('maintainer', 'm'),
    ...(files.length === 0 ? {} : { files: files.join('\n') }),
  }
}
