import type { HistoryStep, Image, Location } from '@veinmind/sdk'
import { TOO_LONG } from './instructions.ts'
import type { Incomplete, InstructionList, Where } from './instructions.ts'
import { joinExecForm, parseStep, parseVariables } from './parse-step.ts'
import { STEP_LIMIT } from './limits.ts'
import type { ParsedStep } from './parse-step.ts'

/** Steps of a history that are looked at; registries and builders stop at some hundreds. */
const MAX_STEPS = 5_000

const EXPANDED_TOO_LONG = `a step is longer than ${STEP_LIMIT} characters with its build arguments put in: the rest was not looked at`

/** A step of a history with its place. */
export interface Step {
  readonly step: HistoryStep
  readonly place: Location
  readonly parsed: ParsedStep
}

/** The steps of an image that say something. */
export function readSteps(image: Image, incomplete: Incomplete): readonly Step[] {
  if (image.history.length > MAX_STEPS) {
    incomplete(`the history has more than ${MAX_STEPS} steps: the rest was not looked at`)
  }
  return image.history.slice(0, MAX_STEPS).flatMap((step) => {
    const place = placeOf(step, image)
    if (step.createdBy.length > STEP_LIMIT) incomplete(TOO_LONG, place)
    const parsed = parseStep(step.createdBy)
    return parsed ? [{ step, place, parsed }] : []
  })
}

/** Adds what stays in a layer or in the history, whatever comes later. `env` is that of the configuration. */
export function addStep(
  list: InstructionList,
  { step, place, parsed }: Step,
  { env, incomplete }: { readonly env: readonly string[]; readonly incomplete: Incomplete },
): void {
  const { keyword, text, args } = parsed
  const where: Where = { step, places: [place] }
  for (const { name, value } of args) list.addVariable('ARG', `${name}=${value}`, where)
  if (keyword === 'RUN' || keyword === 'ADD' || keyword === 'COPY') {
    const expanded = expand(text, parsed)
    if (expanded.length > STEP_LIMIT) incomplete(EXPANDED_TOO_LONG, place)
    list.add({ keyword, text, ...(expanded === text ? {} : { expanded: expanded.slice(0, STEP_LIMIT) }), ...where })
  }
  const variables = keyword === 'ARG' ? variablesOf(text, []) : keyword === 'ENV' ? variablesOf(text, env) : []
  for (const variable of variables) list.addVariable(keyword, variable, where)
}

/** A place in the configuration, with the last step of that instruction whose text has `value`, where there is one. */
export function placeInConfig(
  object: string,
  steps: readonly Step[],
  wanted: { keyword: string; value: string },
): Where {
  const { keyword, value } = wanted
  const isIt = ({ parsed }: Step): boolean =>
    parsed.keyword === keyword && (parsed.text.includes(value) || joinExecForm(parsed.text).includes(value))
  const found = value === '' ? undefined : steps.findLast(isIt)
  return found ? { places: [{ object, ...found.place }], step: found.step } : { places: [{ object }] }
}

function placeOf(step: HistoryStep, image: Image): Location {
  const layer = step.layer === undefined ? undefined : image.layers[step.layer]
  return {
    step: { index: step.index, createdBy: step.createdBy },
    ...(layer ? { layer: { index: layer.index, digest: layer.digest } } : {}),
  }
}

/**
 * The variables of an `ENV` or `ARG` step. Builders write values with spaces without quotes, so what the configuration has
 * whole is taken from it first.
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

/** `text` with `$NAME` and `${NAME}` of the build arguments put in. */
function expand(text: string, { args }: ParsedStep): string {
  if (args.length === 0 || !text.includes('$')) return text
  const values = new Map(args.map(({ name, value }) => [name, value]))
  let size = 0
  return text.replaceAll(/\$(?:\{(\w{1,255})\}|(\w{1,255}))/g, (whole, braced?: string, bare?: string) => {
    const value = size > STEP_LIMIT ? whole : (values.get(braced ?? bare ?? '') ?? whole)
    size += value.length
    return value
  })
}
