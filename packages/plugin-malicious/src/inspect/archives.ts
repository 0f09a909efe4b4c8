import { readArchive } from '@veinmind/archives'
import { content, defineInspector, magic, mib } from '@veinmind/sdk'
import type { InspectedFile, Inspector } from '@veinmind/sdk'
import type { Verdict } from '../engines/engine.ts'
import { commands } from '../engines/commands.ts'
import { heuristics } from '../engines/heuristics.ts'
import { ownRules } from '../engines/own-rules.ts'
import type { FileRecord } from './record.ts'
import { isFilled, recordOf } from './record.ts'

const MOST = mib(64)
/** Limits for one archive and the archives in it. */
const LIMITS = {
  depth: 5,
  members: 200_000,
  memberBytes: mib(16),
  totalBytes: mib(512),
  ratio: 200,
  ratioFloor: mib(64),
}
const ARCHIVE = magic(['PK\x03\x04', '\x1f\x8b', '\x28\xb5\x2f\xfd', { at: 257, bytes: 'ustar' }])

/** Manuals, change logs and translations, and single compressed pages: there are thousands of them, and none is run. */
const HARMLESS =
  /^\/usr\/(?:local\/)?share\/(?:man|doc|info|locale|help|fonts|icons|i18n|zoneinfo|consolefonts|consoletrans|keymaps)\//
/** Members that jars and wheels have by the thousand and that are no scripts or programs for Linux. */
const MEMBERS =
  /\.(?:class|png|gif|jpe?g|svg|ico|ttf|woff2?|properties|html?|css|map|md|txt|rst|xsd|dtd|kotlin_module|sf|rsa|dsa|mf|h|hpp|c|cpp|java|go|rs|ts)$/i

/** Archives of every name: the members, and those of archives in them. */
export const archives: Inspector<FileRecord> = defineInspector({
  id: 'archives',
  version: 2,
  wants: (entry) => isFilled(entry) && !HARMLESS.test(entry.path) && content({ max: MOST, when: ARCHIVE }),
  inspect: inspectMembers,
})

async function inspectMembers(file: InspectedFile): Promise<FileRecord | undefined> {
  const verdicts: Verdict[] = []
  const seen = new Set<string>()
  for await (const member of readArchive(file.bytes, {
    wants: ({ name }) => !MEMBERS.test(name),
    opens: ({ name }) => !MEMBERS.test(name),
    unread: ({ path, reason, message }) => {
      // A file that only begins like an archive is not reported as damaged.
      if (reason !== 'damaged' || path !== '') file.incomplete(path === '' ? message : `${path}: ${message}`)
    },
    limits: LIMITS,
  })) {
    const bytes = await member.read()
    if (bytes === undefined || bytes.length === 0) continue
    const sample = {
      path: `/${member.path}`,
      size: bytes.length,
      bytes,
      digests: {},
      chunks: async function* () {},
      incomplete: (reason: string) => file.incomplete(`${member.path}: ${reason}`),
    }
    for (const verdict of [
      ...(await ownRules.scan(sample)),
      ...(await commands.scan(sample)),
      ...(await heuristics.scan(sample)),
    ]) {
      const key = `${verdict.rule} ${member.path}`
      if (seen.has(key) || seen.size >= MOST_VERDICTS) continue
      seen.add(key)
      const { line: _line, ...rest } = verdict
      verdicts.push({ ...rest, member: member.path })
    }
  }
  return recordOf(file, verdicts)
}

const MOST_VERDICTS = 100
