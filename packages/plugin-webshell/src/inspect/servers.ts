import { content, defineInspector, mib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import { readSettings } from '../candidates/settings.ts'
import type { Found } from '../model/finding.ts'

/** What the configuration of web servers says. */
export type ServerRecord = {
  /** Folders that are served. */
  readonly roots: readonly string[]
  /** Endings of names (`.jpg`), or whole names, that are run as scripts though they are not named so. */
  readonly runs: readonly string[]
  readonly found: readonly Found[]
}

const NAMES =
  /(?:^|\/)(?:\.htaccess|\.user\.ini|web\.config|nginx\.conf|httpd\.conf|apache2\.conf|server\.xml)$|\/(?:nginx|apache2|httpd|conf\.d|sites-(?:available|enabled)|vhosts)\/[^]*(?:\.conf|\/[\w.-]+)$|\/Catalina\/[^/]+\/[^/]+\.xml$/

/** Configuration of nginx, Apache, Tomcat, PHP and IIS: where scripts are, and what else is run as one. */
export const servers: Inspector<ServerRecord> = defineInspector({
  id: 'servers',
  version: 2,
  offered: { types: ['file'] },
  wants: ({ type, path }) => type === 'file' && NAMES.test(path) && content({ max: mib(1), over: 'head' }),
  inspect({ bytes, entry, truncated, incomplete }) {
    if (truncated) incomplete(`only the first ${bytes.length} bytes of the configuration were looked at`)
    const record = readSettings(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'),
      entry.path,
    )
    return record.roots.length + record.runs.length + record.found.length > 0 ? record : undefined
  },
})
