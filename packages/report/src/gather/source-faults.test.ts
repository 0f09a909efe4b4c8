import { expect, test } from 'vitest'
import { target } from '../../test/sample.ts'
import type { EventSource } from '../model/event-source.ts'
import type { ReportedError } from '../model/model.ts'
import { createSourceFaults } from './source-faults.ts'

const ONE: EventSource = { plugin: 'one', target: target('1.0') }
const OTHER: EventSource = { plugin: 'other', target: target('1.0') }

test('of many errors the last says that there are more, for each plugin by itself', () => {
  const errors: ReportedError[] = []
  const faults = createSourceFaults(2, (error) => errors.push(error))
  for (let number = 1; number <= 5; number += 1) faults.refuse(ONE, 'REPORT_EVENT_INVALID', `fault ${number}`)
  faults.refuse(OTHER, 'REPORT_EVENT_INVALID', 'another')
  expect(errors.map(({ plugin, message }) => `${plugin}: ${message}`)).toEqual([
    'one: fault 1',
    'one: fault 2',
    'one: more events were refused than are listed',
    'other: another',
  ])
})

test('what was lost is counted for each plugin and target', () => {
  const faults = createSourceFaults(2, () => {})
  expect(faults.lost()).toEqual([])
  faults.addLost(ONE, 'package')
  for (const source of [ONE, ONE, OTHER, { ...ONE, target: target('2.0') }]) faults.addLost(source, 'event')
  const lost = faults.lost().map(({ code, plugin, message }) => [code, plugin, /\d+/.exec(message)?.[0]])
  expect(lost).toEqual([
    ['REPORT_EVENT_LIMIT', 'one', '2'],
    ['REPORT_EVENT_LIMIT', 'other', '1'],
    ['REPORT_EVENT_LIMIT', 'one', '1'],
    ['REPORT_PACKAGE_LIMIT', 'one', '1'],
  ])
})
