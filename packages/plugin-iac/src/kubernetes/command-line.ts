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
const MAX_DEPTH = 6
const MAX_SCRIPT = 65_536

/** Asked by many rules. */
const known = new WeakMap<Container, Resolved>()

interface Resolved {
  readonly programs: readonly RunProgram[]
  readonly cuts: readonly ScriptCut[]
}

/** A part of a container's scripts that was not read because it is too long or nested too deep. */
export interface ScriptCut {
  readonly path: Path
  readonly message: string
}

/**
 * The programs that a container runs, as its runtime resolves `command` and `args`: `$(NAME)` from its environment, the image's own
 * program where no command is given, what wrappers such as `tini` start, and every command of the script of `sh -c`.
 */
export function programsOf(container: Container): readonly RunProgram[] {
  return resolveContainer(container).programs
}

/** The parts of its scripts that were not read, so that `programsOf` lacks their programs. */
export function scriptCutsOf(container: Container): readonly ScriptCut[] {
  return resolveContainer(container).cuts
}

function resolveContainer(container: Container): Resolved {
  const made = known.get(container)
  if (made) return made
  const cuts: ScriptCut[] = []
  const variables = environmentOf(container)
  const command = wordsOf(container, 'command', variables)
  const args = wordsOf(container, 'args', variables)
  const programs = command.length > 0 ? resolve([...command, ...args], 0, cuts) : ofImage(container, args, cuts)
  const resolved = { programs, cuts }
  known.set(container, resolved)
  return resolved
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
function ofImage(container: Container, args: readonly PlacedWord[], cuts: ScriptCut[]): readonly RunProgram[] {
  const reference = asText(container.value['image']) ?? ''
  const image =
    reference
      .slice(reference.lastIndexOf('/') + 1)
      .split(/[:@]/, 1)[0]
      ?.replace(/-(?:amd64|arm64)$/, '') ?? ''
  const [first] = args
  const started = first === undefined || first.word.startsWith('-') ? [] : resolve(args, 0, cuts)
  return [{ names: [image], words: args }, ...started.filter(({ names }) => !names.includes(image))]
}

function resolve(words: readonly PlacedWord[], depth: number, cuts: ScriptCut[]): readonly RunProgram[] {
  const [first, ...rest] = words
  if (!first) return []
  if (depth > MAX_DEPTH) {
    const message = `a program is started by more than ${MAX_DEPTH} others: it is not looked at`
    if (!cuts.some((cut) => cut.message === message)) cuts.push({ path: first.path, message })
    return []
  }
  const name = baseOf(first.word)
  if (SHELLS.has(name)) return ofShell(rest, depth, cuts)
  const own = RUNNERS.get(name)
  if (own !== undefined) return resolve(startedBy(rest, own), depth + 1, cuts)
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

/** The commands of a shell's script. When the shell is given a file instead, that file is the program. */
function ofShell(words: readonly PlacedWord[], depth: number, cuts: ScriptCut[]): readonly RunProgram[] {
  const option = words.findIndex(({ word }) => /^-[a-z]*c$/.test(word))
  if (option === -1) return resolve(startedBy(words, 0), depth + 1, cuts)
  const script = words[option + 1]
  if (!script) return []
  if (script.word.length > MAX_SCRIPT)
    cuts.push({
      path: script.path,
      message: `a script is longer than ${MAX_SCRIPT} characters: the rest is not looked at`,
    })
  const commands = splitCommands(script.word.slice(0, MAX_SCRIPT).replaceAll('\\\n', '  '))
  const programs = commands.flatMap((command) =>
    resolve(
      command.words.map((word) => ({ word, path: script.path })),
      depth + 1,
      cuts,
    ),
  )
  // `sh -c 'exec "$@"' name program`: what follows the script are its arguments.
  return /\$[@*]/.test(script.word) ? [...programs, ...resolve(words.slice(option + 3), depth + 1, cuts)] : programs
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

/** Replaces `$(NAME)` as the kubelet does; `$$(NAME)` is an escape, and unknown names stay. */
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
