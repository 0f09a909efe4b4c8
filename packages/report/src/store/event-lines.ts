import { hash } from 'node:crypto'
import type { Rule } from '@veinmind/sdk'
import type { Asset, Finding, TargetReference } from '../model/model.ts'
import type { StoredEvent } from './stored-event.ts'
import { createEncryptedLines } from './encrypted-lines.ts'

/** Events on disk, a line of JSON each. */
export interface EventLines {
  readonly length: number
  /** The first gets the number that `length` was. */
  append(events: Iterable<StoredEvent>): void
  read(number: number): StoredEvent
  close(): void
}

/** A new file in `folder`. Rules and targets, which many events share, stay in memory, and are numbers in the lines. */
export function createEventLines(folder?: string): EventLines {
  const lines = createEncryptedLines(folder)
  const targets = createTable<TargetReference>()
  const rules = createTable<Rule>()

  // The members keep their order.
  function encode({ event, secrets }: StoredEvent): string {
    const target = targets.numberOf(event.target)
    return JSON.stringify({
      secrets,
      event: 'rule' in event ? { ...event, target, rule: rules.numberOf(event.rule) } : { ...event, target },
    })
  }

  function decode(line: string): StoredEvent {
    const { secrets, event } = JSON.parse(line) as { secrets: string[]; event: Encoded }
    const target = targets.get(event.target)
    const whole: Finding | Asset =
      event.rule === undefined ? { ...event, target } : { ...event, target, rule: rules.get(event.rule) }
    return { secrets, event: whole }
  }

  function* encodeAll(events: Iterable<StoredEvent>): Generator<string> {
    for (const event of events) yield encode(event)
  }

  return {
    get length() {
      return lines.length
    },
    append: (events) => lines.append(encodeAll(events)),
    read: (number) => decode(lines.read(number)),
    close: () => lines.close(),
  }
}

/** An event as a line holds it. */
interface Encoded extends Omit<Finding, 'target' | 'rule'> {
  readonly target: number
  readonly rule?: number
}

interface Table<T> {
  numberOf(value: T): number
  get(number: number): T
}

/** Objects that many events share, by a number; equal ones are one. */
function createTable<T extends object>(): Table<T> {
  const values: T[] = []
  const numbers = new WeakMap<T, number>()
  const equal = new Map<string, number>()
  return {
    numberOf(value) {
      const known = numbers.get(value)
      if (known !== undefined) return known
      const key = hash('sha256', JSON.stringify(value), 'buffer').toString('latin1', 0, 16)
      const number = equal.get(key) ?? values.push(value) - 1
      equal.set(key, number)
      numbers.set(value, number)
      return number
    },
    get(number) {
      const value = values[number]
      if (value === undefined) throw new RangeError(`there is no object ${number}`)
      return value
    },
  }
}
