import { isSame } from '../hcl-value.ts'
import { of, ofMany } from './define.ts'
import type { HclFunction } from './define.ts'

const two = (make: (a: number, b: number) => number | boolean | undefined): HclFunction =>
  of(['number', 'number'], make)
const one = (make: (a: number) => number): HclFunction => of(['number'], make)

/** Functions of numbers and booleans, by their names in bake. */
export const NUMBERS: Readonly<Record<string, HclFunction>> = {
  absolute: one(Math.abs),
  ceil: one(Math.ceil),
  floor: one(Math.floor),
  int: one(Math.trunc),
  negate: one((a) => 0 - a),
  signum: one(Math.sign),
  add: two((a, b) => a + b),
  subtract: two((a, b) => a - b),
  multiply: two((a, b) => a * b),
  divide: two((a, b) => (b === 0 ? undefined : a / b)),
  modulo: two((a, b) => (b === 0 ? undefined : a % b)),
  pow: two((a, b) => a ** b),
  greaterthan: two((a, b) => a > b),
  greaterthanorequalto: two((a, b) => a >= b),
  lessthan: two((a, b) => a < b),
  lessthanorequalto: two((a, b) => a <= b),
  max: ofMany('number', (all) => (all.length > 0 ? Math.max(...all.slice(0, 10_000)) : undefined)),
  min: ofMany('number', (all) => (all.length > 0 ? Math.min(...all.slice(0, 10_000)) : undefined)),
  parseint: of(['text', 'number'], (text, base) => {
    const digits = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, base)
    const body = text.replace(/^[-+]/, '').toLowerCase()
    const isNumber = base >= 2 && base <= 36 && body !== '' && Array.from(body).every((digit) => digits.includes(digit))
    return isNumber ? Number.parseInt(text, base) : undefined
  }),
  and: of(['boolean', 'boolean'], (a, b) => a && b),
  or: of(['boolean', 'boolean'], (a, b) => a || b),
  not: of(['boolean'], (a) => !a),
  equal: of(['any', 'any'], isSame),
  notequal: of(['any', 'any'], (a, b) => !isSame(a, b)),
}
