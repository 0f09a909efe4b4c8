import { mib } from '@veinmind/sdk'
import { asList, asText, jsonOf, membersOf, textOf } from '../formats.ts'
import { plainJson } from '../json-with-comments.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** bun's lock file: JSON with commas at ends; a package is a list that begins with `name@1.0.0`. */
export const bunLock: PackageReader = {
  id: 'bun-lock',
  names: ['bun.lock'],
  max: mib(32),
  read({ bytes }) {
    const findings = new Findings()
    const lock = jsonOf(Buffer.from(plainJson(textOf(bytes))))
    for (const [key] of membersOf(lock['packages'])) {
      const resolved = asText(asList((lock['packages'] as Record<string, unknown>)[key])[0]) ?? ''
      const at = resolved.indexOf('@', 1)
      if (at < 0) continue
      const version = resolved.slice(at + 1)
      if (/^(?:workspace|link):/.test(version)) continue
      findings.add({
        type: 'npm',
        name: resolved.slice(0, at),
        version: /^\d/.test(version) ? version : '',
        isInstalled: false,
      })
    }
    return findings.reading
  },
}

/** bun's lock file before 1.2 is a copy of its memory: that it is there is said, and not read. */
export const bunBinaryLock: PackageReader = {
  id: 'bun-binary-lock',
  names: ['bun.lockb'],
  max: mib(32),
  read() {
    const findings = new Findings()
    findings.cut(
      'the binary lock file of bun before 1.2 is not read: `bun install --save-text-lockfile` makes one that is',
    )
    return findings.reading
  },
}
