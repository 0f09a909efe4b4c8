import { readArchive } from '@veinmind/archives'
import { defineInspector, gib, magic, mib, spool } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import { analyseFile } from '../analyse-file.ts'
import { languageOf } from '../candidates/extensions.ts'
import type { Language } from '../model/finding.ts'
import type { ScriptRecord } from './record.ts'

/** Archives that servers unpack, or run as they are. */
const ARCHIVE = /\.(?:war|ear|jar|zip|par|sar|hpi|jpi)$/i
const OPENS = /\.(?:war|ear|zip)$/i
const MAX_MEMBER = mib(4)
/** Members of one archive that are told. */
const MAX_TOLD = 100

export type ArchiveRecord = { readonly members: readonly ScriptRecord[] }

/** Languages of members: of what else stands in archives, nothing is run by a server. */
const LANGUAGES = new Set<Language | undefined>(['php', 'jsp', 'asp', 'aspx', 'cfm'])

/** A class counts where a web application has its own, or a memory shell was put. */
function languageOfMember(name: string): Language | undefined {
  const language = languageOf(name)
  if (LANGUAGES.has(language)) return language
  return language === 'class' && name.startsWith('WEB-INF/classes/') ? language : undefined
}

/** Pages in war, ear, jar and zip. */
export const archives: Inspector<ArchiveRecord> = defineInspector({
  id: 'archives',
  version: 3,
  offered: { types: ['file'] },
  wants: ({ type, path }) =>
    type === 'file' && ARCHIVE.test(path) && spool({ max: gib(2), when: magic(['PK\x03\x04']) }),
  async inspect(file) {
    const members: ScriptRecord[] = []
    const source = file.random()
    const list = readArchive(source, {
      wants: ({ name, size = 0 }) => {
        if (languageOfMember(name) === undefined) return false
        if (size > MAX_MEMBER) file.incomplete(`${name.slice(0, 200)}: too large to be looked at in an archive`)
        return size <= MAX_MEMBER
      },
      opens: ({ name }) => OPENS.test(name),
      limits: { memberBytes: mib(256), totalBytes: gib(1) },
      unread: ({ path, message }) => file.incomplete(path === '' ? message : `${path.slice(0, 200)}: ${message}`),
    })
    for await (const member of list) {
      const language = languageOfMember(member.name)
      const bytes = await member.read()
      if (language === undefined || bytes === undefined) continue
      const { found, isCut } = analyseFile(bytes, language)
      if (isCut) {
        const path = member.path.slice(0, 200)
        file.incomplete(`${path}: the script takes too many steps to follow: not all of it was looked at`)
      }
      if (found.length === 0) continue
      if (members.length === MAX_TOLD) {
        file.incomplete(`more than ${MAX_TOLD} scripts of the archive do something: the others are not told`)
        break
      }
      members.push({ language, found, member: member.path.slice(0, 1000) })
    }
    return members.length > 0 ? { members } : undefined
  },
})
