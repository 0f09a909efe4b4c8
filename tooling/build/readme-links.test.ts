import { expect, test } from 'vitest'
import { REPOSITORY } from '../checks/repository.ts'
import { absoluteLinks, relativeLinks } from './readme-links.ts'

const README = '[a](../../docs/a.md#x) [b](src/b.json) [c](https://example.com/) [d](#here) [e](mailto:a@example.com)'

test('links to files of the repository are made absolute, and no others', () => {
  expect(relativeLinks(README)).toEqual(['../../docs/a.md#x', 'src/b.json'])
  const packed = absoluteLinks(README, 'packages/x')
  expect(packed).toContain(
    `[a](${REPOSITORY}/blob/main/docs/a.md#x) [b](${REPOSITORY}/blob/main/packages/x/src/b.json) [c](`,
  )
  expect(relativeLinks(packed)).toEqual([])
  expect(packed.slice(packed.indexOf('[c]'))).toBe(README.slice(README.indexOf('[c]')))
})
