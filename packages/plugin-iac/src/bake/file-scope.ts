import { asList, asMembers, asText, isMembers } from '../values.ts'
import { createEvaluator, withNames } from './evaluate.ts'
import type { Budget, Scope } from './evaluate.ts'
import { isList, objectOf, toBoolean, toNumber, toText, Unknown } from './hcl-value.ts'
import type { HclValue } from './hcl-value.ts'
import type { Expression } from './hcl-expression.ts'
import { parseTemplate } from './parse-template.ts'

const ONLY_A_NAME = /^\$\{([A-Za-z_][\w-]*)\}$/
/** Variables that bake sets itself; their values depend on the machine that builds. */
const OF_THE_RUN: ReadonlySet<string> = new Set(['BAKE_CMD_CONTEXT', 'BAKE_LOCAL_PLATFORM'])

/** The names of a bake file, and what its values are. */
export interface FileScope extends Scope {
  /** A value as it stands in the file (texts are templates) computed. */
  compute(value: unknown, scope: Scope): HclValue
}

/** The variables, attributes and functions of a file as bake knows them when nobody sets a variable. */
export function createFileScope(document: unknown, budget: Budget): FileScope {
  const { target: _targets, group: _groups, variable, function: functions, ...attributes } = asMembers(document)
  const variables = asMembers(variable)
  const evaluate = createEvaluator(budget)
  const parsed = new Map<string, Expression | undefined>()
  const known = new Map<string, HclValue>()
  const running = new Set<string>()

  const computeText = (text: string, scope: Scope): HclValue => {
    if (!/[$%]\{/.test(text)) return text
    if (!parsed.has(text)) parsed.set(text, parseTemplate(text))
    const expression = parsed.get(text)
    if (!expression) return new Unknown({ reason: 'it cannot be read', shown: text })
    const value = evaluate(expression, scope)
    return value instanceof Unknown
      ? new Unknown({ reason: value.reason, isFault: value.isFault, shown: value.shown ?? text })
      : value
  }
  const compute = (value: unknown, scope: Scope): HclValue => {
    if (typeof value === 'string') return computeText(value, scope)
    if (Array.isArray(value)) return value.map((item: unknown) => compute(item, scope))
    if (isMembers(value)) return objectOf(Object.entries(value).map(([name, member]) => [name, compute(member, scope)]))
    return typeof value === 'number' || typeof value === 'boolean' ? value : null
  }
  const own = (name: string): HclValue | undefined => {
    if (OF_THE_RUN.has(name)) return new Unknown({ reason: `${name} is set by bake`, isFault: false })
    if (Object.hasOwn(attributes, name)) return compute(attributes[name], scope)
    if (!Object.hasOwn(variables, name)) return undefined
    const { default: value, type } = asMembers(variables[name])
    const kind = keywordOf(type)
    if (value === undefined) return kind === undefined ? '' : null
    return asKind(compute(value, scope), kind)
  }
  const once = (name: string, make: () => HclValue | undefined): HclValue | undefined => {
    if (known.has(name)) return known.get(name)
    if (running.has(name)) return new Unknown({ reason: `${name} leads to itself` })
    running.add(name)
    const value = make()
    running.delete(name)
    if (value !== undefined) known.set(name, value)
    return value
  }
  const scope: Scope = {
    valueOf: (name) => once(name, () => own(name)),
    call(name, values) {
      const called = asMembers(asMembers(functions)[name])
      if (called['result'] === undefined) return undefined
      if (running.has(`${name}()`)) return new Unknown({ reason: `${name}() calls itself` })
      const params = asList(called['params']).map((param) => keywordOf(param) ?? '')
      const rest = keywordOf(called['variadic_params'])
      if (values.length < params.length || (rest === undefined && values.length > params.length))
        return new Unknown({ reason: `${name}() of another number of values` })
      const names = params.map((param, index): readonly [string, HclValue] => [param, values[index] ?? null])
      if (rest !== undefined) names.push([rest, values.slice(params.length)])
      running.add(`${name}()`)
      const value = compute(called['result'], withNames(scope, names))
      running.delete(`${name}()`)
      return value
    },
  }
  return { ...scope, compute }
}

/** A word that stands for itself: a parameter, a type. In JSON it is a text. */
function keywordOf(value: unknown): string | undefined {
  const text = asText(value)
  return text === undefined ? undefined : (ONLY_A_NAME.exec(text)?.[1] ?? text)
}

function asKind(value: HclValue, kind: string | undefined): HclValue {
  if (value === null || value instanceof Unknown) return value
  const made =
    kind === 'string' ? toText(value) : kind === 'number' ? toNumber(value) : kind === 'bool' ? toBoolean(value) : value
  if (made !== undefined && kind?.includes('list(string)') && isList(made))
    return made.map((item) => toText(item) ?? item)
  return made ?? new Unknown({ reason: 'a default of another type' })
}
