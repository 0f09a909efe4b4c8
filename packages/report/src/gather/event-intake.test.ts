import { expect, test } from 'vitest'
import { target } from '../../test/sample.ts'
import { createEventIntake } from './event-intake.ts'
import type { EventSource } from '../model/event-source.ts'
import { createFollowedFindings } from './followed-findings.ts'
import type { Finding, ReportedError } from '../model/model.ts'
import { createRuleTable } from '../validate/rules.ts'
import { createSourceFaults } from './source-faults.ts'
import { createEventStore } from '../store/event-store.ts'
import { createSubjectIndex } from '../subjects/subject-index.ts'

const SOURCE: EventSource = { plugin: 'test', target: target('1.0') }

function intake(most: number) {
  const events = createEventStore({ inMemory: 100, characters: 100_000 })
  const errors: ReportedError[] = []
  const secrets: string[] = []
  const faults = createSourceFaults(10, (error) => errors.push(error))
  const intakeOf = createEventIntake({
    events,
    rules: createRuleTable(),
    followed: createFollowedFindings((number) => events.get(number).event as Finding),
    subjects: createSubjectIndex((number) => events.get(number).event.plugin),
    faults,
    keepSecrets: (found) => secrets.push(...found),
    most,
  })
  const takeAll = (...parts: readonly object[]): void => {
    for (const part of parts)
      intakeOf.take({ type: 'Test', class: 'risk', detail: {}, ...part }, SOURCE, new Date(0).toISOString())
  }
  return { events, errors, secrets, faults, takeAll }
}

const RULE = { id: 'T-1', title: 'Test', severity: 'medium' }
const at = (path: string): object => ({ rule: RULE, locations: [{ path }] })

test('what is said twice is kept once, and takes no room', () => {
  const { events, faults, takeAll } = intake(2)
  takeAll(at('/a'), at('/a'), at('/b'), at('/a'))
  expect([events.length, faults.lost()]).toEqual([2, []])
})

test('what there is no room for is counted, and its secrets are masked all the same', () => {
  const { events, faults, secrets, takeAll } = intake(1)
  takeAll(at('/a'), { ...at('/b'), secrets: ['correct-horse-battery'] }, at('/c'))
  expect(events.length).toBe(1)
  expect(secrets).toEqual(['correct-horse-battery'])
  expect(faults.lost()[0]?.message).toBe('more events than the report takes: the last 2 are left out')
})

test('what is no event is an error of its plugin and target', () => {
  const { events, errors, takeAll } = intake(5)
  takeAll({ ...at('/a'), class: 'rumour' })
  expect([events.length, errors[0]?.code, errors[0]?.plugin]).toEqual([0, 'REPORT_EVENT_INVALID', 'test'])
})
