import { content, defineInspector, magic, mib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import { ANCHORS } from '../match/match-rules.ts'
import { inspectOwn } from './own.ts'
import type { FileRecord } from './record.ts'
import { isFilled } from './record.ts'

/** Of larger files, programs mostly, the beginning is looked at; their keywords are searched to the end. */
const MOST = mib(16)
const MOST_SCRIPT = mib(1)

/** Files that hold a word of a rule. */
export const contents: Inspector<FileRecord> = defineInspector({
  id: 'contents',
  version: 1,
  keywords: ANCHORS,
  wants: (entry) => isFilled(entry) && content({ max: MOST, over: 'head', keywords: true }),
  inspect: inspectOwn,
})

const SCRIPT = magic(['#!'])
const NAMED =
  /\.(?:sh|bash|py|pl|php|rb|ps1|service|timer)$|^\/(?:etc\/(?:cron|init\.d|rc|profile|systemd|ld\.so)|var\/spool\/cron|tmp|dev\/shm|var\/tmp|run)|\/\.(?:bashrc|profile|bash_profile|zshrc)$|\/\.[^/]+$/

/** Scripts, whatever they hold: their words may be hidden. */
export const scripts: Inspector<FileRecord> = defineInspector({
  id: 'scripts',
  version: 1,
  wants(entry) {
    if (!isFilled(entry)) return false
    return content({ max: MOST_SCRIPT, over: 'head', ...(NAMED.test(entry.path) ? {} : { when: SCRIPT }) })
  },
  inspect: inspectOwn,
})
