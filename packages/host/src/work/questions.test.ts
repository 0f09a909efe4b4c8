import type { Entry, Want } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import type { Answers } from './inspectors.ts'
import { createQuestions, keyOf } from './questions.ts'

const ENTRY: Required<Entry> = {
  path: '/etc/passwd',
  type: 'file',
  size: 3,
  mode: 0o644,
  uid: 0,
  gid: 0,
  userName: 'root',
  groupName: 'root',
  mtime: 1,
  atime: 2,
  ctime: 3,
  linkTarget: '/x',
  hardLink: '/y',
  xattrs: new Map([['user.a', Buffer.from('a')]]),
  device: { major: 1, minor: 2 },
}
const { linkTarget: _target, hardLink: _hard, xattrs: _xattrs, device: _device, ...PLAIN } = ENTRY

const OTHER: { readonly [K in keyof Entry]-?: Entry[K] } = {
  path: '/etc/shadow',
  type: 'directory',
  size: 4,
  mode: 0o4755,
  uid: 1,
  gid: 1,
  userName: 'r',
  groupName: 'wheel',
  mtime: 1.5,
  atime: 2.5,
  ctime: 3.5,
  linkTarget: '/z',
  hardLink: '/z',
  xattrs: new Map([['user.a', Buffer.from('b')]]),
  device: { major: 1, minor: 3 },
}

test.each(Object.keys(OTHER) as (keyof Entry)[])('entries that differ in their %s are two questions', (name) => {
  expect(keyOf({ ...ENTRY, [name]: OTHER[name] })).not.toBe(keyOf(ENTRY))
  expect(keyOf({ ...PLAIN, [name]: OTHER[name] })).not.toBe(keyOf(PLAIN))
})

test('a name that goes on in the next is another question', () => {
  const one = keyOf({ ...PLAIN, userName: 'a', groupName: 'bc', path: '/d' })
  expect(keyOf({ ...PLAIN, userName: 'ab', groupName: 'c', path: '/d' })).not.toBe(one)
  expect(keyOf({ ...PLAIN, userName: '', groupName: 'a bc', path: '/d' })).not.toBe(one)
})

test('entries that are the same are asked about once, now and later', () => {
  const answers: Answers = new WeakMap()
  const questions = createQuestions(answers)
  const [first, second, third] = [{ ...PLAIN }, { ...PLAIN }, { ...PLAIN }]
  const asked = questions.of([first, second])
  expect(asked.map(({ sent }) => sent)).toEqual([PLAIN])
  const answer: readonly (Want | undefined)[] = [{ kind: 'metadata' }, undefined]
  if (asked[0]) questions.answer(asked[0], answer)
  expect(questions.of([third])).toEqual([])
  expect([first, second, third].map((entry) => answers.get(entry))).toEqual([answer, answer, answer])
})

test('a refusal is of this time only', () => {
  const questions = createQuestions(new WeakMap())
  const [asked] = questions.of([PLAIN])
  if (asked) questions.refuse(asked, [{ error: 'not now' }])
  expect(questions.of([PLAIN])).toHaveLength(1)
})
