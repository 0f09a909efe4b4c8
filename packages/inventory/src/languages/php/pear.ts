import { mib } from '@veinmind/sdk'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'
import { unserialize } from './unserialize.ts'
import type { PhpValue } from './unserialize.ts'

/** What PEAR and PECL leave of a package that they installed: PHP's own serialised form. */
export const pear: PackageReader = {
  id: 'php-pear',
  extensions: ['.reg'],
  path: /\/\.registry\/(?:\.channel\.[^/]+\/)?[^/]+\.reg$/,
  max: mib(4),
  read({ path, bytes }) {
    const entry = unserialize(bytes)
    const version = memberOf(entry, 'version')
    const channel = textIn(memberOf(entry, 'channel')) ?? /\/\.channel\.([^/]+)\//.exec(path)?.[1] ?? 'pear.php.net'
    const license = memberOf(entry, 'license')
    const findings = new Findings()
    findings.add({
      type: 'pear',
      name: `${channel}/${textIn(memberOf(entry, 'name') ?? memberOf(entry, 'package')) ?? ''}`.replace(/\/$/, ''),
      version: textIn(memberOf(version, 'release')) ?? textIn(version),
      isInstalled: true,
      licenses: [textIn(memberOf(license, '_content')) ?? textIn(license)],
    })
    return findings.reading
  },
}

function memberOf(value: PhpValue | undefined, key: string): PhpValue | undefined {
  return value instanceof Map ? value.get(key) : undefined
}

function textIn(value: PhpValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
