import { expand, MAX_LENGTH } from './expand.ts'
import type { Dockerfile, Flag, Instruction, Problem, Stage } from './model.ts'
import { readLines, splitWords } from './read-lines.ts'
import type { LogicalLine } from './read-lines.ts'
import { execCommands, MAX_DEPTH, splitCommands } from './shell.ts'
import type { ShellCommand } from './shell.ts'

const KEYWORDS = new Set([
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
])
const WITH_FLAGS = new Set(['ADD', 'COPY', 'FROM', 'HEALTHCHECK', 'RUN'])
const WITH_VARIABLES = new Set(['ARG', 'ENV', 'EXPOSE', 'FROM', 'USER', 'WORKDIR'])
const WITH_COMMANDS = new Set(['RUN', 'CMD', 'ENTRYPOINT'])
/** Programs whose here-document is a script of a shell. */
const SHELL_SCRIPT = /^\s*(?:<<|(?:\S*\/)?(?:sh|bash|ash|dash|zsh)\s[^<]*<<)/

/**
 * Parses a Dockerfile. Nothing is thrown: what is wrong is a problem with its place, and the rest is read.
 *
 * Written for this plugin because dockerfile-ast needs time quadratic in the number of flags (19 s for 600 KB), where
 * the files come from strangers.
 */
export function parseDockerfile(text: string): Dockerfile {
  const { directives, lines, problems } = readLines(text)
  const found: Problem[] = [...problems]
  const instructions: Instruction[] = []
  let stage = -1
  const source = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  for (const line of lines) {
    const instruction = readInstruction(line, { stage, onBuild: false, source })
    const { keyword } = instruction
    if (keyword === 'FROM') instruction.stage = ++stage
    if (!KEYWORDS.has(keyword)) {
      found.push({ message: `unknown instruction ${JSON.stringify(keyword.slice(0, 64))}`, ...place(instruction) })
      continue
    }
    if (stage === -1 && keyword !== 'ARG')
      found.push({ message: `${keyword} stands before the first FROM`, ...place(instruction) })
    instructions.push(instruction)
    found.push(...cutsOf(instruction))
    if (keyword === 'ONBUILD') instructions.push(...readOnBuild(line, { stage, source }))
  }
  if (stage === -1) found.push({ message: 'no FROM: no image can be built of it', line: 1, column: 1 })
  return { directives, instructions, stages: readStages(instructions), problems: found }
}

/** The parts of an instruction that were cut because they are too long or too many. */
export function cutsOf(instruction: Instruction): readonly Problem[] {
  const { keyword, words, commands } = instruction
  const cuts: Problem[] = []
  if (WITH_VARIABLES.has(keyword) && words.some(({ value }) => value.length > MAX_LENGTH))
    cuts.push({ message: `a word is longer than ${MAX_LENGTH} characters: it is not looked at`, ...place(instruction) })
  if (commands.some(({ isCut }) => isCut))
    cuts.push({
      message: `a shell is more than ${MAX_DEPTH} others deep: its script is not looked at`,
      ...place(instruction),
    })
  return cuts
}

type Draft = { -readonly [K in keyof Instruction]: Instruction[K] }

interface Around {
  readonly stage: number
  readonly onBuild: boolean
  readonly source: readonly string[]
  /** Where in the line the instruction begins. */
  readonly from?: number
}

function readInstruction(line: LogicalLine, { stage, onBuild, source, from = 0 }: Around): Draft {
  const [head = '', blank = '', word = ''] = /^(\s*)(\S+)/.exec(line.text.slice(from)) ?? []
  const keyword = word.toUpperCase()
  const start = from + blank.length
  const { flags, end } = WITH_FLAGS.has(keyword)
    ? readFlags(line.text, from + head.length)
    : { flags: [], end: from + head.length }
  const rest = line.text.slice(end).trim()
  const exec = readExec(rest)
  const text = source.slice(line.line - 1, line.endLine).join('\n')
  return {
    keyword,
    ...line.place(start),
    endLine: line.endLine,
    endColumn: (source[line.endLine - 1]?.length ?? 0) + 1,
    text: text.trim(),
    rest,
    flags,
    words: splitWords(line, end),
    ...(exec ? { exec } : {}),
    heredocs: line.heredocs,
    commands: commandsOf({ keyword, rest, exec, line }),
    onBuild,
    stage,
  }
}

function readOnBuild(
  line: LogicalLine,
  { stage, source }: { stage: number; source: readonly string[] },
): Instruction[] {
  const [head] = /^\s*ONBUILD\s+/i.exec(line.text) ?? []
  if (head === undefined) return []
  const inner = readInstruction(line, { stage, onBuild: true, source, from: head.length })
  return KEYWORDS.has(inner.keyword) && inner.keyword !== 'FROM' ? [inner] : []
}

function readFlags(text: string, from: number): { flags: Flag[]; end: number } {
  const flags: Flag[] = []
  const one = /\s+--([A-Za-z][\w.-]*)(?:=(\S*))?(?=\s|$)/y
  let end = from
  for (one.lastIndex = from; ; end = one.lastIndex) {
    const match = one.exec(text)
    if (!match) return { flags, end }
    flags.push({ name: (match[1] ?? '').toLowerCase(), value: (match[2] ?? '').replace(/^(["'])(.*)\1$/, '$2') })
  }
}

function readExec(rest: string): readonly string[] | undefined {
  if (!rest.startsWith('[') || !rest.endsWith(']')) return undefined
  try {
    const value: unknown = JSON.parse(rest)
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined
  } catch {
    return undefined
  }
}

function commandsOf({
  keyword,
  rest,
  exec,
  line,
}: {
  keyword: string
  rest: string
  exec: readonly string[] | undefined
  line: LogicalLine
}): readonly ShellCommand[] {
  if (keyword === 'HEALTHCHECK') return splitCommands(rest.replace(/^CMD\s+/i, ''))
  if (!WITH_COMMANDS.has(keyword)) return []
  if (exec) return execCommands(exec)
  const [script] = line.heredocs
  if (script && keyword === 'RUN' && SHELL_SCRIPT.test(rest)) return splitCommands(script.body)
  return splitCommands(rest)
}

function readStages(instructions: readonly Instruction[]): readonly Stage[] {
  const variables = new Map<string, string>()
  const stages: Stage[] = []
  const byName = new Map<string, Stage>()
  const members: Instruction[][] = []
  for (const instruction of instructions) {
    if (instruction.stage === -1 && instruction.keyword === 'ARG') setDefaults(instruction, variables)
    members[instruction.stage]?.push(instruction)
    if (instruction.keyword !== 'FROM') continue
    const [image, as, alias] = instruction.words
    const { text, isKnown } = expand(image?.value ?? '', variables)
    const name = as?.value.toLowerCase() === 'as' ? alias?.value.toLowerCase() : undefined
    const base = byName.get(text.toLowerCase())
    const own: Instruction[] = []
    members[instruction.stage] = own
    const stage: Stage = {
      index: instruction.stage,
      from: instruction,
      image: text,
      isKnown,
      ...(name ? { name } : {}),
      ...(base ? { base } : {}),
      instructions: own,
    }
    stages.push(stage)
    if (name !== undefined) byName.set(name, stage)
  }
  return stages
}

/** `ARG A=1 B` before the first FROM. */
function setDefaults(instruction: Instruction, variables: Map<string, string>): void {
  for (const { value } of instruction.words) {
    const at = value.indexOf('=')
    if (at > 0) variables.set(value.slice(0, at), expand(value.slice(at + 1), variables).text)
  }
}

function place({ line, column }: Instruction): { line: number; column: number } {
  return { line, column }
}
