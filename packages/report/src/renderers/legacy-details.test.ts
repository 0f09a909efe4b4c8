import { expect, test } from 'vitest'
import { legacyDetail } from './legacy-details.ts'

test('members that an event does not have are what Go writes for them, in its order', () => {
  expect(legacyDetail('Backdoor', { path: '/a', description: 'b', more: 1 })).toEqual({
    path: '/a',
    perm: 0,
    size: 0,
    gname: '',
    gid: 0,
    uid: 0,
    uname: '',
    ctim: 0,
    mtim: 0,
    atim: 0,
    content: '',
    description: 'b',
  })
  expect(legacyDetail('Quantum', { a: 1 })).toEqual({ a: 1 })
})
