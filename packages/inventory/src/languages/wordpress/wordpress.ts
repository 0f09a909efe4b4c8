import { kib } from '@veinmind/sdk'
import { textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** WordPress itself. */
export const wordpressCore: PackageReader = {
  id: 'wordpress-core',
  names: ['version.php'],
  path: /\/wp-includes\/version\.php$/,
  max: kib(64),
  read({ bytes }) {
    const [, version] = /^[ \t]*\$wp_version[ \t]*=[ \t]*['"]([^'"\n]{1,60})['"]/m.exec(textOf(bytes)) ?? []
    const findings = new Findings()
    if (version !== undefined)
      findings.add({ type: 'generic', name: 'wordpress', version, isInstalled: true, licenses: ['GPL-2.0-or-later'] })
    return findings.reading
  },
}

/** A plugin's main file, or one that is a plugin alone. */
const PLUGIN = /\/wp-content\/(?:mu-)?plugins\/(?:(?<folder>[^/]+)\/)?(?<file>[^/]+)\.php$/
const THEME = /\/wp-content\/themes\/(?<folder>[^/]+)\/style\.css$/
/** Where WordPress itself looks for the head of a file. */
const HEAD = kib(8)

/** Plugins and themes of WordPress, by the comment at the head of their main file. */
export const wordpressParts: PackageReader = {
  id: 'wordpress-parts',
  names: ['style.css'],
  extensions: ['.php'],
  path: /\/wp-content\/(?:(?:mu-)?plugins\/(?:[^/]+\/)?[^/]+\.php|themes\/[^/]+\/style\.css)$/,
  max: kib(4096),
  read({ path, bytes }) {
    const head = textOf(bytes.subarray(0, HEAD))
    const field = (name: string): string | undefined =>
      new RegExp(`^[ \\t/*#@]*${name}:[ \\t]*(\\S.{0,200}?)[ \\t]*(?:\\*/)?\\r?$`, 'mi').exec(head)?.[1]
    const plugin = PLUGIN.exec(path)?.groups
    const theme = THEME.exec(path)?.groups
    if (field(theme === undefined ? 'Plugin Name' : 'Theme Name') === undefined) return undefined
    const findings = new Findings()
    findings.add({
      type: theme === undefined ? 'wordpress-plugin' : 'wordpress-theme',
      name: theme?.['folder'] ?? plugin?.['folder'] ?? plugin?.['file'],
      version: field('Version'),
      isInstalled: true,
      licenses: [field('License')],
    })
    return findings.reading
  },
}
