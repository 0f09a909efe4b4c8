import { mib } from '@veinmind/sdk'
import { textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** Bundler's: sections `GEM`, `GIT`, `PATH`, each with `specs:`, a gem in each line of four spaces. */
export const gemfileLock: PackageReader = {
  id: 'ruby-gemfile-lock',
  names: ['gemfile.lock', 'gems.locked'],
  extensions: ['.lock'],
  path: /\/(?:Gemfile[^/]*\.lock|gems\.locked)$/i,
  max: mib(8),
  read({ bytes }) {
    const findings = new Findings()
    let section = ''
    let origin: string | undefined
    for (const line of textOf(bytes).split(/\r?\n/)) {
      if (/^[A-Z]/.test(line)) {
        section = line.trim()
        origin = undefined
      }
      const [, remote] = /^ {2}(?:remote|revision): (\S{1,300})$/.exec(line) ?? []
      if (remote !== undefined && section !== 'GEM') origin ??= remote
      if (section !== 'GEM' && section !== 'GIT' && section !== 'PATH') continue
      const [, name, version = '', platform] =
        /^ {4}(\S{1,200}) \((\d[0-9A-Za-z.]{0,100})(?:-([^)]{1,60}))?\)$/.exec(line) ?? []
      if (name === undefined) continue
      findings.add({
        type: 'gem',
        name,
        version,
        isInstalled: false,
        qualifiers: platform === undefined ? undefined : { platform },
        meta: origin === undefined ? undefined : { origin },
      })
    }
    return findings.reading
  },
}
