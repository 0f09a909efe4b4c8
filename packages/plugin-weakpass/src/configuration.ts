import { stepLocation } from '@veinmind/report'
import { variablePlace } from '@veinmind/internal/text'
import type { Container, Entry, Found, HistoryStep, Image, Location, ScanContext } from '@veinmind/sdk'
import { guessFile, isWantedUser } from './accounts.ts'
import type { FileRecord } from './model.ts'
import type { OPTIONS } from './options.ts'
import { readValues } from './text/read-text.ts'
import { wordsOf } from './texts.ts'

/** A text of a configuration, with where it stands. */
interface Text {
  readonly text: string
  readonly at: Location
}

/** How many characters are read of one text. */
const LONGEST = 65_536

/** How many texts are read. An image has at most a few hundred history steps and labels. */
const MOST = 2000

/** The file entry of a record about configuration, which comes from no file. */
const NO_ENTRY: Entry = {
  path: '',
  type: 'file',
  size: 0,
  mode: 0,
  uid: 0,
  gid: 0,
  userName: '',
  groupName: '',
  mtime: 0,
}

/**
 * The texts of an image's configuration and history. `readEnvironment` and `readArguments` look at variables and arguments by their
 * names; these texts are searched for everything else.
 */
export function textsOfImage({ config, history }: Image): readonly Text[] {
  const { env, labels, healthcheck, onBuild } = config
  return [
    ...env.map((text, index) => ({ text, at: { object: variablePlace('config.Env', text, index) } })),
    ...Object.entries(labels).map(([name, value]) => ({
      text: `${name}=${value}`,
      at: { object: `config.Labels[${name}]` },
    })),
    { text: healthcheck.join(' '), at: { object: 'config.Healthcheck' } },
    ...onBuild.map((text, index) => ({ text, at: { object: `config.OnBuild[${index}]` } })),
    ...history.map((step: HistoryStep) => ({ text: step.createdBy, at: stepLocation(step) })),
  ]
}

/** The texts of a container: its environment and arguments, and those of its processes. */
export function textsOfContainer({ env, args, processes = [] }: Container): readonly Text[] {
  return [
    ...env.map((text, index) => ({ text, at: { object: variablePlace('env', text, index) } })),
    { text: args.join(' '), at: { object: 'args' } },
    ...processes.flatMap(({ pid, env: own = [], args: words }) => [
      ...own
        .filter((text) => !env.includes(text))
        .map((text, index) => ({ text, at: { object: variablePlace(`processes[pid=${pid}].env`, text, index) } })),
      { text: words.join(' '), at: { object: `processes[pid=${pid}].args` } },
    ]),
  ]
}

/** Weak passwords and hashes in the texts, as records. Plain-text passwords that are in `told` were reported already and are left out. */
export async function readTexts(
  texts: readonly Text[],
  { options, incomplete }: Pick<ScanContext<typeof OPTIONS>, 'options' | 'incomplete'>,
  told: ReadonlySet<string>,
): Promise<readonly Found<FileRecord>[]> {
  const found: Found<FileRecord>[] = []
  if (texts.length > MOST)
    incomplete(`the configuration and the history have more than ${MOST} texts: the rest was not looked at`)
  const long = texts.find(({ text }) => text.length > LONGEST)
  if (long)
    incomplete(`a text of the configuration is longer than ${LONGEST} characters: the rest was not looked at`, long.at)
  for (const { text, at } of texts.slice(0, MOST)) {
    const { weak, hashes } = readValues(text.slice(0, LONGEST), 'settings', wordsOf(options))
    const fresh = weak
      .filter(({ user, password = '' }) => !told.has(password) && isWantedUser(user, options.usernames))
      .map(({ line: _line, ...account }) => account)
    const guessed = await guessFile('File', { credentials: hashes.map(({ line: _line, ...hash }) => hash) }, options)
    const accounts = [...fresh, ...(guessed?.accounts ?? [])]
    if (accounts.length > 0)
      found.push({
        record: { service: 'File', accounts, exposures: [], left: [] },
        entry: NO_ENTRY,
        location: at,
        visible: true,
      })
  }
  return found
}
