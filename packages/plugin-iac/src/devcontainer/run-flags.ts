import { asList, asText } from '../values.ts'

/** A flag of `docker run` or `docker build`, and the item of the list that its value stands in. */
export interface RunFlag {
  readonly name: string
  readonly text: string
  readonly index: number
}

/** Flags that take no value, so that the next item is a flag of its own. */
const ALONE = new Set([
  'privileged',
  'init',
  'rm',
  'read-only',
  'interactive',
  'tty',
  'i',
  't',
  'it',
  'd',
  'detach',
  'no-healthcheck',
  'publish-all',
  'P',
  'oom-kill-disable',
  'no-cache',
  'pull',
  'quiet',
  'q',
])

/** The flags of a list of arguments: `--a=b`, `--a b`, `-v x:y`, `-vx:y`, also in one item (`--cap-add SYS_ADMIN`). */
export function flagsOf(args: unknown): readonly RunFlag[] {
  const items = asList(args).map((item) => (asText(item) ?? '').trim())
  const flags: RunFlag[] = []
  for (let index = 0; index < items.length; index++) {
    const [, dashes = '', name = '', joint = '', rest = ''] =
      /^(--?)([A-Za-z][\w-]*)(=|\s+|$)([\s\S]*)$/.exec(items[index] ?? '') ?? []
    if (dashes === '') {
      const [, letter, text = ''] = /^-([vpeu])([^\w-][\s\S]*)$/.exec(items[index] ?? '') ?? []
      if (letter !== undefined) flags.push({ name: letter, text, index })
      continue
    }
    if (joint !== '') flags.push({ name, text: rest, index })
    else if (ALONE.has(name) || index + 1 === items.length || items[index + 1]?.startsWith('-') === true)
      flags.push({ name, text: '', index })
    else flags.push({ name, text: items[++index] ?? '', index })
  }
  return flags
}
