import type { Entry, Json, Want } from '@veinmind/sdk'
import { entryToJson } from '../entry-to-json.ts'
import type { Answers } from './inspectors.ts'

/** What each inspector of a plugin wants of an entry. */
export type Answer = readonly (Want | { readonly error: string } | undefined)[]

/** One entry that the plugin is asked about, for all entries of the engine that are the same. */
export interface Question {
  readonly sent: Json
  readonly key: string
  readonly same: Entry[]
}

/** Asks once about entries that are the same: images of one base, and names behind links, repeat most of theirs. */
export interface Questions {
  /** What has to be asked about these entries; the others are answered at once. */
  of(entries: readonly Entry[]): readonly Question[]
  /** Answers a question, and every later one that is the same. */
  answer(question: Question, answer: Answer): void
  /** Answers a question this time only. */
  refuse(question: Question, answer: Answer): void
}

/** Answers that are kept in a run, at about 300 bytes each. */
const MAX_KNOWN = 100_000

/** Questions whose answers go into `answers`. */
export function createQuestions(answers: Answers): Questions {
  const known = new Map<string, Answer>()
  const refuse = ({ same }: Question, answer: Answer): void => {
    for (const entry of same) answers.set(entry, answer)
  }
  return {
    of(entries) {
      const questions = new Map<string, Question>()
      for (const entry of entries) {
        const key = keyOf(entry)
        const answer = known.get(key)
        const asked = questions.get(key)
        if (answer) answers.set(entry, answer)
        else if (asked) asked.same.push(entry)
        else questions.set(key, { sent: entryToJson(entry), key, same: [entry] })
      }
      return [...questions.values()]
    },
    answer(question, answer) {
      if (known.size >= MAX_KNOWN) known.clear()
      known.set(question.key, answer)
      refuse(question, answer)
    },
    refuse,
  }
}

/** All that is known of an entry. Most are asked about several times, and their JSON would take longer to make than the rest of it. */
export function keyOf(entry: Entry): string {
  const { path, type, size, mode, uid, gid, userName, groupName, mtime, atime, ctime } = entry
  const { linkTarget, hardLink, xattrs, device } = entry
  if (xattrs || device || linkTarget !== undefined || hardLink !== undefined) return JSON.stringify(entryToJson(entry))
  // The length of each text stands before it, so that none can be taken for two.
  const names = `${userName.length} ${groupName.length} ${userName}${groupName}${path}`
  return `${type} ${size} ${mode} ${uid} ${gid} ${mtime} ${atime} ${ctime} ${names}`
}
