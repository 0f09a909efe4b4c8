import { createContext, Script } from 'node:vm'
import { Environment } from '@marcbachmann/cel-js'
import type { Decide } from './rules-from-cel.ts'

/** What the condition of a rule is asked of. */
export const SCOPES = ['instruction', 'container', 'object', 'service'] as const
export type Scope = (typeof SCOPES)[number]

const SIZE = { maxAstNodes: 2_000, maxDepth: 64 }
/** Milliseconds for one question; an honest condition needs a thousandth. */
const TIME = 500
/** A condition that was too slow so often is not asked any more: a scan of many files must end. */
const MAX_LATE = 3
/** What makes the time of a condition grow faster than what it reads. */
const UNBOUNDED = /\b(?:all|exists|exists_one|map|filter|bind|matches)\b/

const environments: Readonly<Record<Scope, Environment>> = {
  instruction: createEnvironment().registerVariable('instruction', {
    schema: {
      keyword: 'string',
      text: 'string',
      rest: 'string',
      words: 'list<string>',
      flags: 'map<string, string>',
      stage: 'dyn',
      isFinal: 'bool',
    },
  }),
  container: createEnvironment()
    .registerVariable('container', 'dyn')
    .registerVariable('pod', 'dyn')
    .registerVariable('object', 'dyn'),
  object: createEnvironment().registerVariable('object', 'dyn'),
  service: createEnvironment().registerVariable('service', 'dyn').registerVariable('name', 'string'),
}

/** Compiles a condition; throws an `Error` that says what is wrong. What is asked of it later never throws. */
export function compileCondition(condition: string, scope: Scope): Decide {
  const evaluate = environments[scope].parse(condition)
  const { valid, type = 'dyn', error: fault } = evaluate.check()
  if (!valid) throw fault ?? new Error('it is no condition')
  if (type !== 'bool' && type !== 'dyn') throw new Error(`it gives ${type}, not true or false`)
  const run = UNBOUNDED.test(condition) ? limitTime(evaluate) : evaluate
  return (variables) => {
    try {
      const value: unknown = run(variables)
      return typeof value === 'boolean' ? value : 'its condition is neither true nor false'
    } catch (error) {
      return firstLine(error)
    }
  }
}

/** The first line of an error: what follows shows the place in the condition. */
export function firstLine(error: unknown): string {
  const { message } = error as { readonly message?: unknown }
  return (typeof message === 'string' ? message : String(error)).split('\n', 1)[0] ?? ''
}

function createEnvironment(): Environment {
  return new Environment({ unlistedVariablesAreDyn: false, limits: SIZE })
}

const box: { run?: () => unknown } = createContext({})
const RUN = new Script('run()')

/** V8 ends what runs too long, a regular expression too; nothing else can, for a condition is a function like any other. */
function limitTime(evaluate: (variables: Record<string, unknown>) => unknown): typeof evaluate {
  let late = 0
  return (variables) => {
    if (late >= MAX_LATE)
      throw new Error(`its condition took longer than ${TIME} ms ${MAX_LATE} times, and is not asked any more`)
    box.run = () => evaluate(variables)
    try {
      return RUN.runInContext(box, { timeout: TIME }) as unknown
    } catch (error) {
      if ((error as { readonly code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
      late++
      throw new Error(`its condition takes longer than ${TIME} ms`, { cause: error })
    }
  }
}
