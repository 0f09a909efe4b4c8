import { expect, test } from 'vitest'
import { usageLine } from './usage-line.ts'

test('a target that may be left out stands in brackets, and one that takes no words has none', () => {
  expect(usageLine({ name: 'registry', usage: 'host[/project]' })).toBe('registry <host[/project]> …')
  expect(usageLine({ name: 'k8s', usage: '[kind[/name]|folder]' })).toBe('k8s [kind[/name]|folder] …')
  expect(usageLine({ name: 'host', usage: '' })).toBe('host')
})
