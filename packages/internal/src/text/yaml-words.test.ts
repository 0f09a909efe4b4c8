import { expect, test } from 'vitest'
import { splitYamlDocuments } from './yaml-documents.ts'
import { readYamlWord } from './yaml-words.ts'

// What Go's readers say of thousands of words is compared in plugin-iac's go-yaml.real.test.ts.
test.each([
  ['yes', true, 'yes'],
  ['on', true, 'on'],
  ['Off', false, 'Off'],
  ['n', false, 'n'],
  ['yEs', 'yEs', 'yEs'],
  ['True', true, true],
  ['', null, null],
  ['~', null, null],
  ['0644', 420, 420],
  ['0o644', 420, 420],
  ['08', 8, 8],
  ['0x1F', 31, 31],
  ['1_000', 1000, 1000],
  ['1:30', '1:30', '1:30'],
  ['2001-01-01', '2001-01-01', '2001-01-01'],
  ['-.5e1', -5, -5],
  ['1e999', '1e999', '1e999'],
  ['host', 'host', 'host'],
])('%s is %o to Kubernetes, %o to compose', (word, kubernetes, compose) => {
  expect([readYamlWord(word, 'kubernetes'), readYamlWord(word, 'compose')]).toEqual([kubernetes, compose])
})

test('numbers without end take no time', () => {
  expect(readYamlWord('9'.repeat(1_000_000), 'kubernetes')).toHaveLength(1_000_000)
})

test('a stream of JSON is as many documents as it has objects', () => {
  const text = '{"a": "}{"}\n{"b": {}} {"c": [{}]}\n---\nd: {}\n--- {"e": "\\"}"}{"f": 1}'
  expect(splitYamlDocuments(text).map(({ source, line }) => [source.trim(), line])).toEqual([
    ['{"a": "}{"}', 1],
    ['{"b": {}}', 1],
    ['{"c": [{}]}', 2],
    ['---\nd: {}', 3],
    ['--- {"e": "\\"}"}', 5],
    ['{"f": 1}', 5],
  ])
  expect(splitYamlDocuments('{a: 1} # no other\nb: 2\n')).toHaveLength(1)
  expect(splitYamlDocuments('{"a":'.repeat(100_000))).toHaveLength(1)
  expect(splitYamlDocuments('{}'.repeat(100_000))).toHaveLength(100_000)
  for (const hostile of ['{"', '{}"\\', '{"\\"'])
    expect(splitYamlDocuments(hostile.repeat(100_000)).length).toBeGreaterThan(0)
})
