import { DETECTORS, PIPELINE_DETECTORS } from '../detect/index.ts'
import { findInCode } from '../detect/code.ts'
import { parseScript } from '../syntax/parse.ts'
import type { Group, Pipeline, SimpleCommand } from '../syntax/model.ts'
import { expandText, expandWords } from '../command/expand.ts'
import type { Surroundings } from '../command/expand.ts'
import { downloadOf } from '../command/fetch.ts'
import type { Ran, State } from '../command/model.ts'
import { nestedIn } from './nested.ts'
import { asWord, printedBy } from './output.ts'
import { inputOf, keep, shownTarget, targetOf } from './redirect.ts'
import { remember } from './remember.ts'
import { normal } from '../command/paths.ts'
import { baseName } from '../command/programs.ts'
import { unwrap } from '../command/unwrap.ts'
import { EMPTY, join, known, unknown } from '../command/value.ts'
import type { Value } from '../command/value.ts'

/** Nesting of scripts in scripts that is followed. */
const MAX_DEPTH = 8
/** How many commands are followed, those of nested scripts included. */
const MAX_COMMANDS = 20_000
/** How many characters of values are made. */
const MAX_MADE = 16_777_216

/** What was found in a command: the rule, the place, and the encodings that it was hidden in. */
export interface Said {
  readonly rule: string
  readonly evidence: string
  readonly start: number
  readonly end: number
  readonly encodings: readonly string[]
}

export interface Run {
  readonly state: State
  readonly said: Said[]
  readonly cuts: Set<string>
  /** Each command, as it is run. */
  readonly onCommand?: (ran: Ran, place: Place) => void
  commands: number
  made: number
  pipes: number
}

export interface Place {
  readonly start: number
  readonly end: number
}

/** What a nested script has from the script around it. */
export interface Context {
  readonly depth: number
  /** The place of the outermost command; undefined in the outermost script itself. */
  readonly place?: Place
  readonly input?: Value
  readonly isConnected: boolean
  readonly encodings: readonly string[]
}

export function createRun(onCommand?: Run['onCommand']): Run {
  const state: State = { variables: new Map(KNOWN), files: new Map(), fifos: new Set(), sockets: new Set() }
  return { state, said: [], cuts: new Set(), ...(onCommand ? { onCommand } : {}), commands: 0, made: 0, pipes: 0 }
}

const KNOWN: readonly (readonly [string, Value])[] = [
  ['IFS', known(' ')],
  ['SHELL', known('/bin/bash')],
  ['@', EMPTY],
  ['*', EMPTY],
]

/** Follows a script and returns what it prints. */
export function runScript(run: Run, script: string, context: Context): Value {
  if (context.depth > MAX_DEPTH) {
    run.cuts.add(`scripts more than ${MAX_DEPTH} deep in each other were not looked at`)
    return unknown('')
  }
  return runList(run, parseScript(script), context)
}

function runList(run: Run, pipelines: readonly Pipeline[], context: Context): Value {
  const printed: Value[] = []
  for (const pipeline of pipelines) {
    const value = runPipeline(run, pipeline, context)
    // Output that is not known ends with a line end, as programs usually print it.
    printed.push(value.isKnown || value.text === '' ? value : { ...value, text: `${value.text}\n` })
  }
  return join(printed)
}

function runPipeline(run: Run, { stages }: Pipeline, context: Context): Value {
  let input = context.input
  let before: Ran | undefined
  const all: Ran[] = []
  for (const stage of stages) {
    const inner: Context = input === context.input ? context : { ...context, ...(input ? { input } : {}) }
    if (stage.kind === 'group') {
      input = runGroup(run, stage, inner)
      before = undefined
      continue
    }
    const done = runSimple(run, stage, { ...inner, before })
    input = done.printed
    before = done.ran
    if (done.ran) all.push(done.ran)
  }
  const [last] = stages.slice(-1)
  const place = context.place ?? { start: stages[0]?.start ?? 0, end: last?.end ?? 0 }
  for (const detect of PIPELINE_DETECTORS) {
    detect(all, run.state, (rule) => mark(run, rule, { text: all.map(({ text }) => text).join(' | '), place, context }))
  }
  return input ?? EMPTY
}

function runGroup(run: Run, group: Group, context: Context): Value {
  const place = context.place ?? { start: group.start, end: group.end }
  const { state } = run
  const around = surroundings(run, { ...context, place })
  const targets = group.redirects.map((redirect) => targetOf(state, redirect, around))
  const isConnected = context.isConnected || targets.some(({ isSocket }) => isSocket)
  const input = inputOf(targets, state) ?? (isConnected ? { ...unknown(''), isRemote: true as const } : context.input)
  const printed = runList(run, group.body, { ...context, isConnected, ...(input ? { input } : {}) })
  return keep(state, targets, printed)
}

function runSimple(
  run: Run,
  command: SimpleCommand,
  context: Context & { readonly before: Ran | undefined },
): { readonly ran?: Ran; readonly printed: Value } {
  if (++run.commands > MAX_COMMANDS || run.made > MAX_MADE) {
    run.cuts.add(
      `commands beyond ${MAX_COMMANDS}, and what is made of more than ${MAX_MADE} characters, were not looked at`,
    )
    return { printed: unknown('') }
  }
  const { state } = run
  const place = context.place ?? { start: command.start, end: command.end }
  const around = surroundings(run, { ...context, place })
  for (const { name, value, isAppended } of command.assignments) {
    const given = expandText(value, around)
    around.setVariable(name, isAppended ? join([state.variables.get(name) ?? EMPTY, given]) : given)
  }
  const assigned = command.assignments.map(({ name }) => `${name}=${state.variables.get(name)?.text ?? ''}`)
  const targets = command.redirects.map((redirect) => targetOf(state, redirect, around))
  const expanded = command.words.flatMap((word) => expandWords(word, around))
  for (const { text } of expanded) run.made += text.length
  const { words, wrappers } = unwrap(expanded)
  const redirected = inputOf(targets, state)
  const input = redirected ?? context.input
  const isOpened = targets.some(({ isSocket }) => isSocket)
  const ran: Ran = {
    name: baseName(words[0]?.text ?? ''),
    words,
    args: words.slice(1).map(({ text }) => text),
    wrappers,
    targets,
    ...(input ? { input } : {}),
    ...(context.before && !redirected ? { before: context.before } : {}),
    isConnected: context.isConnected || isOpened,
    text: [...assigned, ...expanded.map(({ text }) => text), ...targets.map(shownTarget)].join(' '),
  }
  run.onCommand?.(ran, place)
  const add = (rule: string, text = ran.text): void =>
    mark(run, rule, { text, place, context, encodings: encodingsOf(words) })
  for (const detect of DETECTORS) detect(ran, state, add)
  remember(ran, state, isOpened)
  // The evidence is the whole pipeline: of `curl … | sh` the shell alone would tell nothing.
  const nested = runNested(run, ran, { ...context, place }, (rule) => add(rule, pipelineOf(ran)))
  const printed = nested ?? printedBy(ran, state)
  const download = downloadOf(ran)
  if (download?.path !== undefined) {
    state.files.set(normal(download.path), { ...unknown(`$(${ran.text})`), download: download.url })
  }
  return { ran, printed: keep(state, targets, printed, ran) }
}

/** The command with those whose output it reads. */
function pipelineOf(ran: Ran): string {
  const texts: string[] = []
  for (let one: Ran | undefined = ran; one && texts.length < 8; one = one.before) texts.unshift(one.text)
  return texts.join(' | ')
}

/** Scripts and programs that the command is given. */
function runNested(run: Run, ran: Ran, context: Context, add: (rule: string) => void): Value | undefined {
  let printed: Value | undefined
  for (const { value, language, rules } of nestedIn(ran, run.state)) {
    for (const rule of rules) add(rule)
    const encodings = [...new Set([...context.encodings, ...value.encodings])]
    if (language !== 'sh') {
      for (const { rule, text, scripts } of findInCode(value.text, language)) {
        if (rule !== undefined)
          mark(run, rule, {
            text: text || ran.text,
            place: context.place ?? { start: 0, end: 0 },
            context: { ...context, encodings },
          })
        for (const script of scripts) runScript(run, script, { ...context, depth: context.depth + 1, encodings })
      }
      continue
    }
    const { input: _own, ...rest } = context
    const isRemote = value.isRemote === true
    printed = runScript(run, value.text, {
      ...rest,
      depth: context.depth + 1,
      encodings,
      isConnected: ran.isConnected || isRemote,
    })
  }
  return printed
}

function surroundings(run: Run, context: Context): Surroundings {
  const { state } = run
  return {
    variableOf: (name) => state.variables.get(name),
    setVariable: (name, value) => {
      run.made += value.text.length
      if (run.made <= MAX_MADE) state.variables.set(name, value)
    },
    outputOf: (script) => {
      const { input: _, ...rest } = context
      const printed = runScript(run, script, { ...rest, depth: context.depth + 1 })
      return printed.isKnown ? asWord(printed) : { ...printed, text: `$(${script})` }
    },
    pipeOf: (script) => {
      const printed = runScript(run, script, { ...context, depth: context.depth + 1 })
      const path = `/dev/fd/${63 + run.pipes++}`
      state.files.set(path, printed)
      return known(path)
    },
  }
}

function mark(
  run: Run,
  rule: string,
  {
    text,
    place,
    context,
    encodings = [],
  }: { text: string; place: Place; context: Context; encodings?: readonly string[] },
): void {
  const all = [...new Set([...context.encodings, ...encodings])]
  run.said.push({ rule, evidence: text, start: place.start, end: place.end, encodings: all })
}

function encodingsOf(words: readonly Value[]): readonly string[] {
  return words.flatMap((word) => word.encodings)
}
