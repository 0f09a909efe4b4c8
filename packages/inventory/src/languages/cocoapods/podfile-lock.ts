import { mib } from '@veinmind/sdk'
import { textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** CocoaPods': the list `PODS`, where a part of a pod is `Name/Part`. In `Pods/Manifest.lock` it is what was installed. */
export const podfileLock: PackageReader = {
  id: 'cocoapods-lock',
  names: ['podfile.lock', 'manifest.lock'],
  path: /\/(?:Podfile\.lock|Pods\/Manifest\.lock)$/,
  max: mib(8),
  read({ path, bytes }) {
    const findings = new Findings()
    let isPods = false
    for (const line of textOf(bytes).split(/\r?\n/)) {
      if (/^\S/.test(line)) isPods = line === 'PODS:'
      const [, name, part, version] =
        (isPods &&
          line.length < 600 &&
          /^ {2}- "?([^\s"/(]{1,200})((?:\/[^\s"(]{1,200})?) \((\d[^)=]{0,100})\)"?:?$/.exec(line)) ||
        []
      if (name === undefined) continue
      const subpath = part === undefined || part === '' ? undefined : part.slice(1)
      findings.add({ type: 'cocoapods', name, version, isInstalled: path.endsWith('/Manifest.lock'), subpath })
    }
    return findings.reading
  },
}
