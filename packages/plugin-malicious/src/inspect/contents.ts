import { content, defineInspector, magic, mib } from '@veinmind/sdk'
import type { Inspector, When } from '@veinmind/sdk'
import { hasInterpreter, isPacked, isProgram, mayBeText } from '../files/kind.ts'
import { ANCHORS_OF_PROGRAMS, ANCHORS_OF_TEXTS } from '../match/match-rules.ts'
import { inspectOwn } from './own.ts'
import type { FileRecord } from './record.ts'
import { isFilled } from './record.ts'

/** Of larger programs only the beginning is tested by the rules; keywords are searched in all of it. */
const MOST_PROGRAM = mib(16)
/** Larger texts are lists and data. */
const MOST_TEXT = mib(4)
const MOST_SCRIPT = mib(1)
const HEAD = 512

const SCRIPT = magic(['#!'])
const PROGRAM: When = { bytes: HEAD, id: 'malicious-program', test: isProgram }
const NAMED_SCRIPT: When = {
  bytes: HEAD,
  id: 'malicious-named',
  test: (head) => mayBeText(head) || isPacked(head),
}
const TEXT: When = { bytes: HEAD, id: 'malicious-text', test: mayBeText }
const NAMED =
  /\.(?:sh|bash|py|pth|pl|php|rb|ps1|service|timer)$|^\/(?:etc\/(?:cron|init\.d|rc|profile|systemd|ld\.so)|var\/spool\/cron|tmp|dev\/shm|var\/tmp|run)|\/\.(?:bashrc|profile|bash_profile|zshrc)$|\/\.[^/]+$/

/** Programs that hold a word of a rule. */
export const programContents: Inspector<FileRecord> = defineInspector({
  id: 'program-contents',
  version: 2,
  keywords: ANCHORS_OF_PROGRAMS,
  wants: (entry) => isFilled(entry) && content({ max: MOST_PROGRAM, over: 'head', keywords: true, when: PROGRAM }),
  inspect: inspectOwn,
})

/** Texts that hold a word of a rule, but for scripts: those are looked at anyway. */
export const textContents: Inspector<FileRecord> = defineInspector({
  id: 'text-contents',
  version: 2,
  keywords: ANCHORS_OF_TEXTS,
  wants: (entry) =>
    isFilled(entry) &&
    !(entry.size <= MOST_SCRIPT && NAMED.test(entry.path)) &&
    content({ max: MOST_TEXT, over: 'head', keywords: true, when: TEXT }),
  inspect: (file) => (file.entry.size <= MOST_SCRIPT && hasInterpreter(file.bytes) ? undefined : inspectOwn(file)),
})

/** Scripts, whatever they hold: their words may be hidden. */
export const scripts: Inspector<FileRecord> = defineInspector({
  id: 'scripts',
  version: 4,
  // With `when`, a link with the name of a script is judged by the file it leads to, without reading the layer again.
  wants: (entry) =>
    isFilled(entry) &&
    content({ max: MOST_SCRIPT, over: 'head', when: NAMED.test(entry.path) ? NAMED_SCRIPT : SCRIPT }),
  inspect: inspectOwn,
})
