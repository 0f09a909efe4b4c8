import { mib } from '@veinmind/sdk'
import { textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

const FIELD = /^\s*[\w.]{1,30}\.(?<field>name|version|licenses?|platform)\s*=\s*(?<value>.{1,500})$/
const STRING = /["']([^"'\n]{1,200})["']/g
/** `name-1.0.0.gemspec` or `name-1.0.0-x86_64-linux.gemspec`. */
const FILE = /\/(?<name>[^/]+?)-(?<version>\d[0-9A-Za-z.]*)(?:-(?<platform>[A-Za-z][^/]*))?\.gemspec$/

/** What RubyGems leaves of a gem that it installed: a specification in Ruby, written by itself, so one field a line. */
export const installedGem: PackageReader = {
  id: 'ruby-gemspec',
  extensions: ['.gemspec'],
  path: /\/specifications\/(?:default\/)?[^/]+\.gemspec$/,
  max: mib(1),
  read({ path, bytes }) {
    const fields = new Map<string, readonly string[]>()
    for (const line of textOf(bytes).split(/\r?\n/, 20_000)) {
      const { field, value } = (line.length <= 600 && FIELD.exec(line)?.groups) || {}
      if (field !== undefined && value !== undefined && !fields.has(field))
        fields.set(
          field,
          Array.from(value.matchAll(STRING), ([, text = '']) => text),
        )
    }
    const file = FILE.exec(path)?.groups
    // Gems of Ruby itself take their version from a file that they load: the name of this one has it, too.
    const version = fields.get('version')?.[0] ?? file?.['version']
    const platform = fields.get('platform')?.[0] ?? file?.['platform']
    const findings = new Findings()
    findings.add({
      type: 'gem',
      name: fields.get('name')?.[0] ?? file?.['name'],
      version,
      isInstalled: true,
      licenses: fields.get('licenses') ?? fields.get('license'),
      qualifiers: platform === undefined || platform === 'ruby' ? undefined : { platform },
    })
    return findings.reading
  },
}
