import type { Ran, State } from '../command/model.ts'
import { normal } from '../command/paths.ts'
import { baseName, interpreterOf, languageOfFile, SHELLS } from '../command/programs.ts'
import { join, known } from '../command/value.ts'
import type { Value } from '../command/value.ts'

/** A script or a program that a command is given to run. */
export interface Nested {
  readonly value: Value
  /** `sh` for one of a shell. */
  readonly language: string
  /** Rules that are broken by running it at all, such as running a download. */
  readonly rules: readonly string[]
}

/** The rules on running something, by where it came from. */
const PIPED = { download: 'CMD-040', remote: 'CMD-009', encoded: 'CMD-050' }
const PUT_IN = { download: 'CMD-041', remote: 'CMD-009', encoded: 'CMD-050' }
const FILE = { download: 'CMD-042', remote: 'CMD-009', encoded: 'CMD-050' }

export function nestedIn(ran: Ran, state: State): readonly Nested[] {
  const { name, words, args } = ran
  if (name === '') return []
  if (SHELLS.has(name)) return inShell(ran, state)
  if (name === 'eval') return [nested(join(words.slice(1), ' '), 'sh', PUT_IN)]
  if (name === 'source' || name === '.') return fromFile(ran, words[1], state)
  if (name === 'trap') return args.length > 1 ? [nested(words[1] ?? known(''), 'sh', PUT_IN)] : []
  if (name === 'alias')
    return words.slice(1).map((word) => nested({ ...word, text: word.text.replace(/^[^=]*=/, '') }, 'sh', PUT_IN))
  if (
    name === 'su' ||
    name === 'runuser' ||
    name === 'script' ||
    name === 'flock' ||
    name === 'watch' ||
    name === 'sg'
  ) {
    const at = args.findIndex((word) => /^-[a-z]*c$|^--(?:session-)?command$/.test(word))
    if (at !== -1) return [nested(words[at + 2] ?? known(''), 'sh', PUT_IN)]
    return name === 'watch'
      ? [
          nested(
            join(
              words.slice(1).filter(({ text }) => !text.startsWith('-')),
              ' ',
            ),
            'sh',
            PUT_IN,
          ),
        ]
      : []
  }
  if (name === 'xargs') return inXargs(ran)
  if (name === 'find') return inFind(ran)
  if (name === 'crontab' || name === 'at' || name === 'batch') return inTable(ran, state)
  if (name === 'parallel' && args.length > 0) return [nested(join(words.slice(1), ' '), 'sh', PUT_IN)]
  const interpreter = interpreterOf(name)
  if (interpreter) return inInterpreter(ran, state, interpreter)
  if (name === 'go' || name === 'dart' || name === 'rustc' || name === 'gcc' || name === 'cc' || name === 'tcc') {
    return words.slice(1).flatMap((word) => {
      const value = state.files.get(normal(word.text))
      return value ? [nested(value, languageOfFile(word.text) ?? 'other', FILE)] : []
    })
  }
  const [program] = words
  if (program?.isRemote) return [{ value: known(''), language: 'sh', rules: ['CMD-009'] }]
  return program?.text.includes('/') || program?.download !== undefined ? fromFile(ran, program, state) : []
}

function inShell(ran: Ran, state: State): readonly Nested[] {
  const { words, args } = ran
  const at = args.findIndex((word) => /^[-+][A-Za-z]*c[A-Za-z]*$/.test(word) && !word.startsWith('--'))
  if (at !== -1) {
    const script = words.slice(at + 2).find(({ text }) => !/^[-+][A-Za-z]+$/.test(text))
    return script ? [nested(script, 'sh', PUT_IN)] : []
  }
  const file = words.slice(1).find(({ text }, index) => !/^[-+]./.test(text) && !/^-[oO]$/.test(args[index - 1] ?? ''))
  if (file && !/^(?:-|\/dev\/stdin|\/dev\/fd\/0|\/proc\/self\/fd\/0)$/.test(file.text))
    return fromFile(ran, file, state)
  return ran.input ? [nested(ran.input, 'sh', PIPED)] : []
}

function inInterpreter(
  ran: Ran,
  state: State,
  { language, options, isFirst }: { readonly language: string; readonly options: RegExp; readonly isFirst?: true },
): readonly Nested[] {
  const { words, args } = ran
  const programs: Value[] = []
  for (const [index, word] of args.entries()) {
    if (options.test(word)) programs.push(words[index + 2] ?? known(''))
    // A program right behind its option: `-e'program'`.
    else if (/^-[ecr]./.test(word) && options.test(word.slice(0, 2)) && /[\s('"]/.test(word)) {
      programs.push({ ...(words[index + 1] ?? known('')), text: word.slice(2) })
    }
  }
  // What is loaded by options is part of the program: `-MIO::Socket`, `-rsocket`.
  const loaded = args.filter((word) => /^-[Mmr][A-Za-z:]{3}/.test(word)).join(' ')
  if (programs.length > 0) {
    const value = join([known(`${loaded}\n`), ...programs])
    return [nested({ ...value, isKnown: programs.every(({ isKnown }) => isKnown) }, language, PUT_IN)]
  }
  const first = words.slice(1).find(({ text }) => !text.startsWith('-'))
  if (isFirst) return first ? [nested(first, language, PUT_IN)] : []
  if (first && first.text !== '/dev/stdin') {
    const value = state.files.get(normal(first.text))
    return value ? [nested(value, language, FILE)] : []
  }
  return ran.input ? [nested(ran.input, language, PIPED)] : []
}

function inXargs({ words, args, input }: Ran): readonly Nested[] {
  let at = 0
  while (args[at]?.startsWith('-')) at += /^-[IiLnPsdE]$/.test(args[at] ?? '') ? 2 : 1
  if (at >= args.length) return []
  const command = join(
    words.slice(at + 1).map((word) => ({ ...word, text: quoted(word.text) })),
    ' ',
  )
  const given = input?.isKnown && input.text.length < 65_536 ? ` ${input.text.trim()}` : ''
  const value = join([
    {
      ...command,
      text: `${command.text.replaceAll('{}', () => given.trim())}${command.text.includes('{}') ? '' : given}`,
    },
  ])
  return [
    nested(
      input?.download === undefined || !/^(?:ba|da)?sh /.test(command.text)
        ? value
        : { ...value, download: input.download },
      'sh',
      PIPED,
    ),
  ]
}

function inFind({ words, args }: Ran): readonly Nested[] {
  const at = args.findIndex((word) => /^-(?:exec|execdir|ok)$/.test(word))
  if (at === -1) return []
  const end = args.findIndex((word, index) => index > at && (word === ';' || word === '+'))
  const command = words.slice(at + 2, end === -1 ? undefined : end + 1)
  return [
    nested(
      join(
        command.map((word) => ({ ...word, text: quoted(word.text) })),
        ' ',
      ),
      'sh',
      PUT_IN,
    ),
  ]
}

/** Jobs of a table, each line without the times before the command. */
function inTable({ name, args, input }: Ran, state: State): readonly Nested[] {
  const path = args.findLast((word) => !word.startsWith('-'))
  const value = (path === undefined ? undefined : state.files.get(normal(path))) ?? input
  if (!value || args.includes('-l')) return []
  if (name !== 'crontab') return [nested(value, 'sh', PUT_IN)]
  const text = value.text.replaceAll(/^[ \t]*(?:@\w+|(?:[\d*,/a-zA-Z-]+[ \t]+){5})/gm, '')
  return [nested({ ...value, text }, 'sh', PUT_IN)]
}

/** A file that this script made or fetched. */
function fromFile(ran: Ran, word: Value | undefined, state: State): readonly Nested[] {
  const value = word && state.files.get(normal(word.text))
  if (!value) return word?.download === undefined ? [] : [nested(word, 'sh', PUT_IN)]
  const isPipe = word.text.startsWith('/dev/fd/')
  const firstLine = value.text.slice(0, 256).split('\n', 1)[0]
  const language = ran.name === baseName(word.text) ? (languageOfFile(word.text, firstLine) ?? 'sh') : 'sh'
  return [nested(value, language, isPipe ? PUT_IN : FILE)]
}

function nested(value: Value, language: string, from: typeof PIPED): Nested {
  const rules = [
    ...(value.download === undefined ? [] : [from.download]),
    ...(value.isRemote ? [from.remote] : []),
    ...(value.encodings.length > 0 ? [from.encoded] : []),
  ]
  // A download that is not known is shown as the command that fetches it, which was analysed where it stands.
  return {
    value: value.isKnown || value.download === undefined ? value : { ...value, text: withoutOutputs(value.text) },
    language,
    rules,
  }
}

function withoutOutputs(text: string): string {
  return text.startsWith('$(') ? '' : text
}

function quoted(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) || text === '{}' ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
