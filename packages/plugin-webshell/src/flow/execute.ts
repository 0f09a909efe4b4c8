import type { Expression, Statement } from '../tree/nodes.ts'
import type { Ending, Frame, Machine } from './machine.ts'
import { allOf, either, elementOf, isTrue, knownValue, UNKNOWN } from './value.ts'
import type { Scope, Value } from './value.ts'
import { widen } from './widen.ts'

/** Blocks in blocks in which functions are declared: no parser gives more. */
const MAX_DEPTH = 500
/** Rounds of a loop whose end is known. */
const MAX_ROUNDS = 100_000
/** Rounds that cost what they cost; what more of them costs is counted by itself. */
const FREE_ROUNDS = 50
/** Rounds of one whose end is not, until nothing new comes of it. */
const UNSURE_ROUNDS = 60

/** Runs statements one after the other; a `goto` goes to its label. */
export function execute(machine: Machine, statements: readonly Statement[], scope: Scope, frame: Frame): Ending {
  declareAll(machine, statements)
  const waiting: string[] = []
  const seen = new Set<string>()
  let labels: ReadonlyMap<string, number> | undefined
  let ending = executeFrom(machine, statements, 0, { scope, frame, waiting, seen })
  for (;;) {
    const label = typeof ending === 'object' ? ending.label : waiting.find((name) => !seen.has(name))
    if (label === undefined) return ending
    labels ??= labelsOf(statements)
    const start = labels.get(label)
    if (start === undefined) {
      if (typeof ending === 'object') return ending
      seen.add(label)
      continue
    }
    machine.steps -= 1
    if (machine.steps <= 0) {
      machine.cut = true
      return undefined
    }
    ending = executeFrom(machine, statements, start, { scope, frame, waiting, seen })
  }
}

const labelsOf = (statements: readonly Statement[]): Map<string, number> =>
  new Map(
    statements.flatMap((statement, index) => (statement.kind === 'label' ? [[statement.name, index] as const] : [])),
  )

interface Place {
  readonly scope: Scope
  readonly frame: Frame
  /** Labels that something may go to. */
  readonly waiting: string[]
  readonly seen: Set<string>
}

function executeFrom(machine: Machine, statements: readonly Statement[], start: number, place: Place): Ending {
  for (let index = start; index < statements.length; index += 1) {
    if (machine.steps <= 0) machine.cut = true
    if (machine.steps <= 0 || machine.halted) return undefined
    const statement = statements[index] as Statement
    if (statement.kind === 'label') place.seen.add(statement.name)
    const ending = executeOne(machine, statement, place.scope, place.frame)
    if (ending === undefined) continue
    if (typeof ending === 'object' && ending.label.startsWith('?')) {
      place.waiting.push(ending.label.slice(1))
      continue
    }
    return ending
  }
  return undefined
}

/** Functions and classes are there before the statements run. */
export function declareAll(machine: Machine, statements: readonly Statement[], depth = 0): void {
  if (depth > MAX_DEPTH) return
  for (const statement of statements) {
    if (statement.kind === 'declare-function') {
      const { function: declared } = statement
      if (!machine.functions.has(declared.name.toLowerCase()))
        machine.functions.set(declared.name.toLowerCase(), declared)
    } else if (statement.kind === 'declare-class') {
      machine.classes.set(statement.class.name.toLowerCase(), statement.class)
    } else if (statement.kind === 'block') declareAll(machine, statement.body, depth + 1)
    else if (statement.kind === 'if') {
      declareAll(machine, statement.yes, depth + 1)
      declareAll(machine, statement.no, depth + 1)
    }
  }
}

function executeOne(machine: Machine, statement: Statement, scope: Scope, frame: Frame): Ending {
  machine.steps -= 1
  switch (statement.kind) {
    case 'expression':
      machine.evaluate(statement.value, scope)
      return undefined
    case 'if':
      return executeIf(machine, statement, scope, frame)
    case 'loop':
      return executeLoop(machine, statement, scope, frame)
    case 'each':
      return executeEach(machine, statement, scope, frame)
    case 'switch':
      return executeSwitch(machine, statement, scope, frame)
    case 'block':
      return machine.execute(statement.body, scope, frame)
    case 'return': {
      const value = statement.value === undefined ? knownValue(null) : machine.evaluate(statement.value, scope)
      frame.returned = frame.returned === undefined ? value : either(frame.returned, value)
      if (machine.unsure === 0) return 'return'
      scope.leaves += 1
      return undefined
    }
    case 'break':
    case 'continue':
      if (machine.unsure === 0) return statement.kind
      scope.leaves += 1
      return undefined
    case 'goto':
      return { label: statement.name }
    case 'global':
      for (const name of statement.names) {
        scope.globals.add(name)
        machine.world.shared.add(name)
      }
      return undefined
    case 'constant':
      machine.constants.set(statement.name, machine.evaluate(statement.value, scope))
      return undefined
    default:
      return undefined
  }
}

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>

function executeIf(machine: Machine, statement: Of<'if'>, scope: Scope, frame: Frame): Ending {
  const test = isTrue(machine.evaluate(statement.test, scope))
  if (test !== undefined && machine.unsure === 0) {
    return machine.execute(test ? statement.yes : statement.no, scope, frame)
  }
  const first = unsurely(machine, () => machine.execute(statement.yes, scope, frame))
  const second = unsurely(machine, () => machine.execute(statement.no, scope, frame))
  for (const ending of [first, second]) {
    if (typeof ending === 'object') return { label: ending.label.startsWith('?') ? ending.label : `?${ending.label}` }
  }
  return undefined
}

function unsurely(machine: Machine, run: () => Ending): Ending {
  machine.unsure += 1
  try {
    return run()
  } finally {
    machine.unsure -= 1
  }
}

function executeLoop(machine: Machine, statement: Of<'loop'>, scope: Scope, frame: Frame): Ending {
  for (const before of statement.before) machine.evaluate(before, scope)
  const isEndless = statement.test === undefined || statement.test.kind === 'number' || statement.test.kind === 'name'
  for (let round = 0; round < MAX_ROUNDS && goesOn(machine, round); round += 1) {
    if (machine.halted) return undefined
    const { steps } = machine
    const test = testOf(machine, statement.isTestLast && round === 0 ? undefined : statement.test, scope)
    if (test === false) return undefined
    if (test === undefined) return executeUnsure(machine, statement, scope, frame)
    const { changes, leaves } = scope
    const { clock } = machine.world
    const ending = machine.execute(statement.body, scope, frame)
    if (ending === 'break') return undefined
    if (ending === 'return' || typeof ending === 'object') return ending
    for (const step of statement.step) machine.evaluate(step, scope)
    spendRound(machine, round, steps)
    if (isEndless && scope.leaves !== leaves) break
    if (scope.changes === changes && machine.world.clock === clock) return undefined
  }
  if (machine.halted) return undefined
  widen(machine, [statement], scope)
  return executeUnsure(machine, statement, scope, frame)
}

/** Whether there is something left for one round more of a loop. */
const goesOn = ({ steps, roundSteps }: Machine, round: number): boolean =>
  steps > 0 && (round < FREE_ROUNDS || roundSteps > 0)

/** Rounds of long loops are paid for from what is there for them. */
function spendRound(machine: Machine, round: number, before: number): void {
  if (round < FREE_ROUNDS) return
  machine.roundSteps -= before - machine.steps
  machine.steps = before
}

const testOf = (machine: Machine, test: Expression | undefined, scope: Scope): boolean | undefined =>
  test === undefined ? true : isTrue(machine.evaluate(test, scope))

function executeUnsure(machine: Machine, statement: Of<'loop'>, scope: Scope, frame: Frame): Ending {
  return untilNothingIsNew(machine, scope, () => {
    unsurely(machine, () => machine.execute(statement.body, scope, frame))
    for (const step of statement.step) machine.evaluate(step, scope)
    if (statement.test !== undefined) machine.evaluate(statement.test, scope)
  })
}

/** Runs a loop until no variable gets anything from where it never came before. */
function untilNothingIsNew(machine: Machine, scope: Scope, run: () => void): undefined {
  for (let round = 0; machine.steps > 0; round += 1) {
    const { taints } = scope
    const { taints: others } = machine.world
    run()
    if (scope.taints === taints && machine.world.taints === others) return
    if (round < UNSURE_ROUNDS) continue
    machine.cut = true
    return
  }
}

function executeEach(machine: Machine, statement: Of<'each'>, scope: Scope, frame: Frame): Ending {
  const of = machine.evaluate(statement.of, scope)
  const { items } = of
  let round = 0
  if (items !== undefined && items.rest === undefined && of.from === 0 && items.map.size <= MAX_ROUNDS) {
    for (const [key, value] of items.map) {
      const { steps } = machine
      if (!goesOn(machine, round)) {
        widen(machine, [statement], scope)
        return executeAnyOf(machine, statement, of, { scope, frame })
      }
      bindEach(machine, statement, scope, [knownValue(key), value])
      const ending = machine.execute(statement.body, scope, frame)
      if (ending === 'break') return undefined
      if (ending === 'return' || typeof ending === 'object') return ending
      spendRound(machine, round, steps)
      round += 1
    }
    return undefined
  }
  return executeAnyOf(machine, statement, of, { scope, frame })
}

/** The body, for elements of which it is not known how many there are. */
function executeAnyOf(
  machine: Machine,
  statement: Of<'each'>,
  of: Value,
  { scope, frame }: { readonly scope: Scope; readonly frame: Frame },
): Ending {
  const { from, source } = allOf(of)
  return untilNothingIsNew(machine, scope, () => {
    bindEach(machine, statement, scope, [{ from, source }, elementOf(of, UNKNOWN)])
    unsurely(machine, () => machine.execute(statement.body, scope, frame))
  })
}

function bindEach(machine: Machine, statement: Of<'each'>, scope: Scope, [key, value]: readonly [Value, Value]): void {
  if (statement.key !== undefined) machine.assign(statement.key, key, scope)
  machine.assign(statement.value, value, scope)
}

function executeSwitch(machine: Machine, statement: Of<'switch'>, scope: Scope, frame: Frame): Ending {
  const value = machine.evaluate(statement.value, scope)
  if (value.known !== undefined && machine.unsure === 0)
    return executeKnownCase(machine, statement, value, { scope, frame })
  for (const { test, body } of statement.cases) {
    if (test !== undefined) machine.evaluate(test, scope)
    unsurely(machine, () => machine.execute(body, scope, frame))
  }
  return undefined
}

/** Runs the case that matches, and the following ones until a `break`: obfuscators hide programs in such loops. */
function executeKnownCase(
  machine: Machine,
  statement: Of<'switch'>,
  value: Value,
  { scope, frame }: { readonly scope: Scope; readonly frame: Frame },
): Ending {
  const { cases } = statement
  const found = cases.findIndex(
    ({ test }) => test !== undefined && String(machine.evaluate(test, scope).known) === String(value.known),
  )
  const start = found === -1 ? cases.findIndex(({ test }) => test === undefined) : found
  if (start === -1) return undefined
  for (const { body } of cases.slice(start)) {
    const ending = machine.execute(body, scope, frame)
    if (ending === 'break') return undefined
    if (ending !== undefined) return ending
  }
  return undefined
}
