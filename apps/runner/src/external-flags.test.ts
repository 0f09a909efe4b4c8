import { expect, test } from 'vitest'
import { moveExternalFlags } from './external-flags.ts'

const OURS = ['sensitive', 'weakpass']

test.each([
  ['scan image a.tar --acme.mode=1 -q', 'scan image a.tar -q -- acme.mode=1'],
  [
    'scan image --acme.mode=1 a.tar --acme:scan/image.v -q -- acme.x=2',
    'scan image a.tar -q -- acme.x=2 acme.mode=1 acme:scan/image.v',
  ],
  ['scan image a.tar --acme.quiet', 'scan image a.tar -- acme.quiet'],
  ['scan image --acme.quiet -- acme.x', 'scan image -- acme.x acme.quiet'],
  ['scan image a.tar --weakpass:scan/image.users=root', 'scan image a.tar -- weakpass:scan/image.users=root'],
])('moves %s', (given, moved) => {
  expect(moveExternalFlags(given.split(' '), OURS).join(' ')).toBe(moved)
})

test.each([
  'scan image a.tar --sensitive.rules=x --weakpass.users root',
  'scan image --acme.mode a.tar',
  'scan image a.tar -- --acme.mode=1',
  'scan image a.tar --platform linux/amd64 --output=a.b',
])('leaves %s', (given) => {
  expect(moveExternalFlags(given.split(' '), OURS).join(' ')).toBe(given)
})
