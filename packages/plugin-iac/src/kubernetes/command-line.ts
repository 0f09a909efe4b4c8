import { splitCommands } from '../dockerfile/shell.ts'
import { asList, asMembers, asText } from '../values.ts'
import type { Path } from '../yaml/places.ts'
import type { Container } from './manifest.ts'

/** A word of a command line, and where it stands. */
export interface PlacedWord {
  readonly word: string
  readonly path: Path
}

/** A program that a container runs. */
export interface RunProgram {
  /** Its name without its folder; where the image decides, the name of the image too. */
  readonly names: readonly string[]
  readonly words: readonly PlacedWord[]
}

const SHELLS = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh'])
/** Programs that run the one that follows their options, and how many words of their own stand before it. */
const RUNNERS: ReadonlyMap<string, number> = new Map([
  ...[
    'env',
    'exec',
    'nice',
    'ionice',
    'nohup',
    'setsid',
    'stdbuf',
    'tini',
    'tini-static',
    'dumb-init',
    'catatonit',
    'busybox',
    'sudo',
    'go-runner',
    'kube-log-runner',
    'hyperkube',
    'nsenter',
    'time',
    'command',
  ].map((name) => [name, 0] as const),
  ...['timeout', 'su-exec', 'gosu', 'chroot', 'setpriv', 'flock', 'wait-for-it'].map((name) => [name, 1] as const),
])
/** What hyperkube calls its programs. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  apiserver: 'kube-apiserver',
  scheduler: 'kube-scheduler',
  'controller-manager': 'kube-controller-manager',
  proxy: 'kube-proxy',
}
const MAX_DEPTH = 4
const MAX_SCRIPT = 65_536

/** Asked by many rules. */
const known = new WeakMap<Container, readonly RunProgram[]>()

/**
 * The programs that a container runs, as its runtime resolves `command` and `args`: `$(NAME)` from its environment, the image's own
 * program where no command is given, what wrappers such as `tini` start, and every command of the script of `sh -c`.
 */
export function programsOf(container: Container): readonly RunProgram[] {
  const made = known.get(container)
  if (made) return made
  const variables = environmentOf(container)
  const command = wordsOf(container, 'command', variables)
  const args = wordsOf(container, 'args', variables)
  const programs = command.length > 0 ? resolve([...command, ...args], 0) : ofImage(container, args)
  known.set(container, programs)
  return programs
}

/** The variables of a container whose values stand in it. */
export function environmentOf({ value }: Container): ReadonlyMap<string, string> {
  return new Map(
    asList(value['env']).flatMap((item) => {
      const { name, value: text } = asMembers(item)
      return typeof name === 'string' && typeof text === 'string' ? [[name, text] as const] : []
    }),
  )
}

/** Without a command the image's program is started with the arguments, or the first of them is the program. */
function ofImage(container: Container, args: readonly PlacedWord[]): readonly RunProgram[] {
  const reference = asText(container.value['image']) ?? ''
  const image =
    reference
      .slice(reference.lastIndexOf('/') + 1)
      .split(/[:@]/, 1)[0]
      ?.replace(/-(?:amd64|arm64)$/, '') ?? ''
  const [first] = args
  const started = first === undefined || first.word.startsWith('-') ? [] : resolve(args, 0)
  return [{ names: [image], words: args }, ...started.filter(({ names }) => !names.includes(image))]
}

function resolve(words: readonly PlacedWord[], depth: number): readonly RunProgram[] {
  const [first, ...rest] = words
  if (!first || depth > MAX_DEPTH) return []
  const name = baseOf(first.word)
  if (SHELLS.has(name)) return ofShell(rest, depth)
  const own = RUNNERS.get(name)
  if (own !== undefined) return resolve(startedBy(rest, own), depth + 1)
  return [{ names: [SHORT_NAMES[name] ?? name], words: rest }]
}

/** The words from the program on that a wrapper starts. */
function startedBy(words: readonly PlacedWord[], own: number): readonly PlacedWord[] {
  let left = own
  const at = words.findIndex(({ word }) => {
    if (word.startsWith('-') || /^[A-Za-z_]\w*=/.test(word)) return false
    return left-- <= 0
  })
  return at === -1 ? [] : words.slice(at)
}

/** The commands of a shell's script; with a file in its place, that is the program. */
function ofShell(words: readonly PlacedWord[], depth: number): readonly RunProgram[] {
  const option = words.findIndex(({ word }) => /^-[a-z]*c$/.test(word))
  if (option === -1) return resolve(startedBy(words, 0), depth + 1)
  const script = words[option + 1]
  if (!script) return []
  const commands = splitCommands(script.word.slice(0, MAX_SCRIPT).replaceAll('\\\n', '  '))
  const programs = commands.flatMap((command) =>
    resolve(
      command.words.map((word) => ({ word, path: script.path })),
      depth + 1,
    ),
  )
  // `sh -c 'exec "$@"' name program`: what follows the script are its arguments.
  return /\$[@*]/.test(script.word) ? [...programs, ...resolve(words.slice(option + 3), depth + 1)] : programs
}

function wordsOf(
  { value, path }: Container,
  list: 'command' | 'args',
  variables: ReadonlyMap<string, string>,
): readonly PlacedWord[] {
  return asList(value[list]).flatMap((item, index) => {
    const text = typeof item === 'string' || typeof item === 'number' ? String(item) : undefined
    return text === undefined ? [] : [{ word: expand(text, variables), path: [...path, list, index] }]
  })
}

/** `$(NAME)`, which the kubelet puts in; `$$(NAME)` is meant as it stands, and so is what it does not know. */
function expand(text: string, variables: ReadonlyMap<string, string>): string {
  return text.includes('$')
    ? text.replaceAll(/\$(?:\$|\(([A-Za-z_][\w.-]*)\))/g, (whole, name?: string) =>
        name === undefined ? '$' : (variables.get(name) ?? whole),
      )
    : text
}

function baseOf(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1)
}
