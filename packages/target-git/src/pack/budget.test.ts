import { gib, mib } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { Budget } from './budget.ts'

test('all objects together', () => {
  const budget = new Budget(gib(3))
  for (let at = 0; at < 3; at++) {
    budget.start()
    budget.spend(gib(1))
  }
  expect(() => budget.spend(1)).toThrow(expect.objectContaining({ code: 'GIT_TOO_LARGE' }))
})

test('one object', () => {
  const budget = new Budget(gib(100))
  budget.start()
  for (let at = 0; at < 256; at++) budget.spend(mib(8))
  expect(() => budget.spend(mib(8))).toThrow(expect.objectContaining({ code: 'GIT_TOO_LARGE' }))
  budget.start()
  expect(() => budget.spend(mib(8))).not.toThrow()
})
