import { variablePlace } from '@veinmind/internal/text'
import type { Container, Image, ImageConfig } from '@veinmind/sdk'
import { createInstructionList } from './instructions.ts'
import type { Incomplete, Instruction, InstructionList, Where } from './instructions.ts'
import { joinExecForm, parseStep, parseVariables } from './parse-step.ts'
import { addStep, placeInConfig, readSteps } from './steps.ts'
import type { Step } from './steps.ts'

/** Values of one list of the configuration that are looked at. */
const MAX_VALUES = 1_000

/**
 * The instructions of an image. Commands, copies, build arguments and variables come from the history; what a later step
 * replaces as a whole (CMD, USER, …) comes from the configuration, with the step that set it where it can be told.
 */
export function collectFromImage(image: Image, incomplete: Incomplete): readonly Instruction[] {
  const list = createInstructionList(incomplete)
  const config = boundConfig(image.config, incomplete)
  const steps = readSteps(image, incomplete)
  for (const step of steps) addStep(list, step, { env: config.env, incomplete })
  addConfig(list, config, steps)
  // Windows has no root: no user means the default of the base image.
  // A folder that is scanned as an image has no system, and is started by nobody.
  if (config.user !== '' || !['', 'windows'].includes(image.platform.os)) {
    const place = placeInConfig('config.User', steps, { keyword: 'USER', value: config.user })
    list.add({ keyword: 'USER', text: config.user, ...place })
  }
  return list.all()
}

/** The instructions that a container was started with. */
export function collectFromContainer(container: Container, incomplete: Incomplete): readonly Instruction[] {
  const list = createInstructionList(incomplete)
  for (const [index, variable] of container.env.entries())
    list.addVariable('ENV', variable, at(variablePlace('env', variable, index)))
  if (container.args.length > 0) list.add({ keyword: 'CMD', text: container.args.join(' '), ...at('args') })
  list.add({ keyword: 'USER', text: container.user, ...at('user') })
  return list.all()
}

/** The instructions that a line of a Dockerfile becomes, with no place: what the samples of rules are tried on. */
export function collectFromLine(line: string): readonly Instruction[] {
  const list = createInstructionList(() => {})
  const parsed = parseStep(line)
  if (!parsed) return []
  const { keyword, text } = parsed
  const where = { places: [{}] }
  addStep(list, { step: { index: 0, createdBy: line }, place: {}, parsed }, { env: [], incomplete: () => {} })
  if (keyword === 'EXPOSE' || keyword === 'VOLUME') {
    for (const value of joinExecForm(text).split(/\s+/)) list.add({ keyword, text: value, ...where })
  }
  if (keyword === 'LABEL') {
    for (const { name, value } of parseVariables(text)) list.addVariable(keyword, `${name}=${value}`, where)
  }
  if (keyword === 'ONBUILD') addOnBuild(list, text, where)
  if (REPLACED.has(keyword)) list.add({ keyword, text: joinExecForm(text), ...where })
  return list.all()
}

/** Instructions of which the last replaces those before. */
const REPLACED = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'SHELL', 'USER', 'WORKDIR'])

function addConfig(list: InstructionList, config: ImageConfig, steps: readonly Step[]): void {
  const add = (keyword: string, text: string, { object, value }: { object: string; value: string }): void => {
    if (text !== '') list.add({ keyword, text, ...placeInConfig(`config.${object}`, steps, { keyword, value }) })
  }
  for (const [index, variable] of config.env.entries())
    list.addVariable('ENV', variable, at(variablePlace('config.Env', variable, index)))
  for (const [name, value] of Object.entries(config.labels)) {
    const place = placeInConfig(`config.Labels[${name}]`, steps, { keyword: 'LABEL', value: name })
    list.addVariable('LABEL', `${name}=${value}`, place)
  }
  const { cmd, entrypoint, healthcheck, shell, workingDir } = config
  add('CMD', cmd.join(' '), { object: 'Cmd', value: cmd.at(-1) ?? '' })
  add('ENTRYPOINT', entrypoint.join(' '), { object: 'Entrypoint', value: entrypoint.at(-1) ?? '' })
  add('HEALTHCHECK', healthcheck.join(' '), { object: 'Healthcheck', value: healthcheck.at(-1) ?? '' })
  add('SHELL', shell.join(' '), { object: 'Shell', value: shell.at(-1) ?? '' })
  add('WORKDIR', workingDir, { object: 'WorkingDir', value: workingDir })
  for (const port of config.exposedPorts) {
    // Classic builders write the port alone, BuildKit `map[80/tcp:{}]`.
    add('EXPOSE', port, { object: `ExposedPorts[${port}]`, value: port.split('/', 1)[0] ?? '' })
  }
  for (const volume of config.volumes) add('VOLUME', volume, { object: `Volumes[${volume}]`, value: volume })
  for (const [index, text] of config.onBuild.entries()) {
    addOnBuild(list, text, placeInConfig(`config.OnBuild[${index}]`, steps, { keyword: 'ONBUILD', value: text }))
  }
}

/** The instruction, and the one that it will run in the image built on this one. */
function addOnBuild(list: InstructionList, text: string, where: Where): void {
  list.add({ keyword: 'ONBUILD', text, ...where })
  const parsed = parseStep(text)
  if (!parsed || !['RUN', 'ADD', 'COPY'].includes(parsed.keyword)) return
  list.add({ keyword: parsed.keyword, text: parsed.text, ...where })
}

/** The configuration with no more than `MAX_VALUES` of anything. */
function boundConfig(config: ImageConfig, incomplete: Incomplete): ImageConfig {
  const { env, exposedPorts, volumes, onBuild } = config
  const labels = Object.entries(config.labels)
  if (Math.max(env.length, exposedPorts.length, volumes.length, onBuild.length, labels.length) > MAX_VALUES) {
    incomplete(`a list of the configuration has more than ${MAX_VALUES} values: the rest was not looked at`)
  }
  return {
    ...config,
    env: env.slice(0, MAX_VALUES),
    exposedPorts: exposedPorts.slice(0, MAX_VALUES),
    volumes: volumes.slice(0, MAX_VALUES),
    onBuild: onBuild.slice(0, MAX_VALUES),
    labels: Object.fromEntries(labels.slice(0, MAX_VALUES)),
  }
}

function at(object: string): Where {
  return { places: [{ object }] }
}
