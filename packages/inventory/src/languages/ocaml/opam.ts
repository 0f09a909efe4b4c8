import { mib } from '@veinmind/sdk'
import { textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

const INSTALLED = /\/\.opam-switch\/packages\/(?<name>[^/.]+)\.(?<version>[^/]+)\/opam$/

/** What opam installed into a switch, and files of packages that say their version. */
export const opam: PackageReader = {
  id: 'ocaml-opam',
  names: ['opam'],
  extensions: ['.opam'],
  max: mib(1),
  read({ path, bytes }) {
    const text = textOf(bytes)
    const installed = INSTALLED.exec(path)?.groups
    const field = (name: string): string | undefined =>
      new RegExp(`^${name}:\\s*"([^"\\n]{1,200})"`, 'm').exec(text)?.[1]
    const license = /^license:\s*(?:"([^"\n]{1,200})"|\[([^\]]{1,1000})\])/m.exec(text)
    const licenses =
      license?.[1] === undefined
        ? Array.from((license?.[2] ?? '').matchAll(/"([^"]{1,200})"/g), ([, one = '']) => one)
        : [license[1]]
    const [, ownName] = /\/([^/]+)\.opam$/.exec(path) ?? []
    const name = installed?.['name'] ?? field('name') ?? ownName
    const version = installed?.['version'] ?? field('version')
    const findings = new Findings()
    if (version !== undefined)
      findings.add({ type: 'opam', name, version, isInstalled: installed !== undefined, licenses })
    return findings.reading
  },
}
