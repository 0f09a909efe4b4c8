import type { HistoryStep, Image, ImageConfig, Location } from '@veinmind/sdk'
import { createInstructionList } from './instructions.ts'
import type { Instruction, InstructionList } from './instructions.ts'
import { joinExecForm, parseStep, parseVariables, STEP_LIMIT } from './parse-step.ts'
import type { ParsedStep, Variable } from './parse-step.ts'

/** Steps of a history that are looked at; registries and builders stop at some hundreds. */
const MAX_STEPS = 5_000

/** What could not be looked at whole. */
export type Incomplete = (reason: string, place?: Location) => void

/** Where an instruction stands. */
type Where = Pick<Instruction, 'step' | 'places'>

interface Step {
  readonly step: HistoryStep
  readonly place: Location
  readonly parsed: ParsedStep
}

/**
 * The instructions of an image. Commands, copies, build arguments and variables come from the history; what a later step
 * replaces as a whole (CMD, USER, …) comes from the configuration, with the step that set it where it can be told.
 */
export function collectFromImage(image: Image, incomplete: Incomplete): readonly Instruction[] {
  const list = createInstructionList()
  const steps = readSteps(image, incomplete)
  for (const step of steps) addStep(list, step, image.config.env)
  addConfig(list, image.config, steps)
  const { user } = image.config
  if (user !== '' || image.platform.os !== 'windows')
    list.add({ keyword: 'USER', text: user, ...placed('config.User', findStep(steps, 'USER', user)) })
  return list.all()
}

/** The instructions that a container was started with. */
export function collectFromContainer(container: {
  readonly env: readonly string[]
  readonly args: readonly string[]
  readonly user: string
}): readonly Instruction[] {
  const list = createInstructionList()
  for (const variable of container.env) addVariable(list, 'ENV', variable, placed(`env[${nameOf(variable)}]`))
  if (container.args.length > 0)
    list.add({ keyword: 'CMD', text: container.args.join(' '), places: [{ object: 'args' }] })
  list.add({ keyword: 'USER', text: container.user, places: [{ object: 'user' }] })
  return list.all()
}

/** An instruction as a Dockerfile writes it, as rules see it. */
export function collectFromLine(line: string): readonly Instruction[] {
  const list = createInstructionList()
  const step = { index: 0, createdBy: line }
  const parsed = parseStep(line)
  if (!parsed) return []
  addStep(list, { step, place: {}, parsed }, [])
  const { keyword, text } = parsed
  const places = [{}]
  if (keyword === 'EXPOSE' || keyword === 'VOLUME')
    for (const value of joinExecForm(text).split(/\s+/)) list.add({ keyword, text: value, places })
  else if (keyword === 'LABEL')
    for (const { name, value } of parseVariables(text)) addVariable(list, keyword, `${name}=${value}`, { places })
  else if (keyword === 'ONBUILD') addOnBuild(list, text, { places })
  else if (['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'SHELL', 'USER', 'WORKDIR'].includes(keyword))
    list.add({ keyword, text: joinExecForm(text), places })
  return list.all()
}

function readSteps(image: Image, incomplete: Incomplete): readonly Step[] {
  if (image.history.length > MAX_STEPS)
    incomplete(`the history has more than ${MAX_STEPS} steps: the rest was not looked at`)
  return image.history.slice(0, MAX_STEPS).flatMap((step) => {
    const place = placeOf(step, image)
    if (step.createdBy.length > STEP_LIMIT) {
      incomplete(`a history step is longer than ${STEP_LIMIT} characters: the rest was not looked at`, place)
    }
    const parsed = parseStep(step.createdBy)
    return parsed ? [{ step, place, parsed }] : []
  })
}

function placeOf(step: HistoryStep, image: Image): Location {
  const layer = step.layer === undefined ? undefined : image.layers[step.layer]
  return {
    step: { index: step.index, createdBy: step.createdBy },
    ...(layer ? { layer: { index: layer.index, digest: layer.digest } } : {}),
  }
}

function addStep(list: InstructionList, { step, place, parsed }: Step, env: readonly string[]): void {
  const { keyword, text, args } = parsed
  for (const { name, value } of args) addVariable(list, 'ARG', `${name}=${value}`, { step, places: [place] })
  if (keyword === 'RUN' || keyword === 'ADD' || keyword === 'COPY') {
    const expanded = expand(text, args)
    list.add({ keyword, text, ...(expanded === text ? {} : { expanded }), step, places: [place] })
  }
  if (keyword === 'ARG')
    for (const { name, value } of parseVariables(text))
      addVariable(list, keyword, `${name}=${value}`, { step, places: [place] })
  if (keyword === 'ENV')
    for (const variable of variablesOf(text, env)) addVariable(list, keyword, variable, { step, places: [place] })
}

/**
 * The variables of an `ENV` step. Builders write values with spaces without quotes, so what the configuration has whole is
 * taken from it first.
 */
function variablesOf(text: string, env: readonly string[]): readonly string[] {
  let rest = ` ${text} `
  const known = env.filter((variable) => {
    const isThere = variable.includes('=') && rest.includes(` ${variable} `)
    if (isThere) rest = rest.replace(` ${variable} `, () => '  ')
    return isThere
  })
  return [...known, ...parseVariables(rest.trim()).map(({ name, value }) => `${name}=${value}`)]
}

function addConfig(list: InstructionList, config: ImageConfig, steps: readonly Step[]): void {
  for (const variable of config.env) addVariable(list, 'ENV', variable, placed(`config.Env[${nameOf(variable)}]`))
  for (const [name, value] of Object.entries(config.labels)) {
    const step = findStep(steps, 'LABEL', name)
    addVariable(list, 'LABEL', `${name}=${value}`, placed(`config.Labels[${name}]`, step))
  }
  const programs = {
    CMD: config.cmd,
    ENTRYPOINT: config.entrypoint,
    HEALTHCHECK: config.healthcheck,
    SHELL: config.shell,
  }
  for (const [keyword, words] of Object.entries(programs)) {
    const text = words.join(' ')
    const member = keyword === 'CMD' ? 'Cmd' : keyword.charAt(0) + keyword.slice(1).toLowerCase()
    if (text !== '')
      list.add({ keyword, text, ...placed(`config.${member}`, findStep(steps, keyword, words.at(-1) ?? '')) })
  }
  if (config.workingDir !== '')
    list.add({
      keyword: 'WORKDIR',
      text: config.workingDir,
      ...placed('config.WorkingDir', findStep(steps, 'WORKDIR', config.workingDir)),
    })
  for (const port of config.exposedPorts)
    list.add({
      keyword: 'EXPOSE',
      text: port,
      ...placed(`config.ExposedPorts[${port}]`, findStep(steps, 'EXPOSE', port.split('/', 1)[0] ?? '')),
    })
  for (const volume of config.volumes)
    list.add({
      keyword: 'VOLUME',
      text: volume,
      ...placed(`config.Volumes[${volume}]`, findStep(steps, 'VOLUME', volume)),
    })
  config.onBuild.forEach((text, index) =>
    addOnBuild(list, text, placed(`config.OnBuild[${index}]`, findStep(steps, 'ONBUILD', text))),
  )
}

/** The instruction, and the one that it will run in the image built on this one. */
function addOnBuild(list: InstructionList, text: string, where: Where): void {
  list.add({ keyword: 'ONBUILD', text, ...where })
  const parsed = parseStep(text)
  if (parsed && ['RUN', 'ADD', 'COPY'].includes(parsed.keyword))
    list.add({ keyword: parsed.keyword, text: parsed.text, ...where })
}

function addVariable(list: InstructionList, keyword: string, variable: string, where: Where): void {
  const name = nameOf(variable)
  list.add({
    keyword,
    text: variable,
    variable: { name, value: variable.slice(name.length + 1) },
    ...where,
  })
}

function nameOf(variable: string): string {
  return variable.split('=', 1)[0] ?? ''
}

/** The last step of an instruction whose text has `value`. */
function findStep(steps: readonly Step[], keyword: string, value: string): Step | undefined {
  if (value === '') return undefined
  return steps.findLast(
    ({ parsed }) =>
      parsed.keyword === keyword && (parsed.text.includes(value) || joinExecForm(parsed.text).includes(value)),
  )
}

function placed(object: string, found?: Step): Where {
  return found ? { places: [{ object, ...found.place }], step: found.step } : { places: [{ object }] }
}

/** `text` with `$NAME` and `${NAME}` of the build arguments put in. */
function expand(text: string, args: readonly Variable[]): string {
  if (args.length === 0 || !text.includes('$')) return text
  const values = new Map(args.map(({ name, value }) => [name, value]))
  const expanded = text.replaceAll(
    /\$(?:\{(\w{1,255})\}|(\w{1,255}))/g,
    (whole, braced?: string, bare?: string) => values.get(braced ?? bare ?? '') ?? whole,
  )
  return expanded.slice(0, STEP_LIMIT)
}
