import { expect, test } from 'vitest'
import { findImages } from './find-image.ts'

const hex = (start: string): string => start.padEnd(64, '0')
const IMAGES = [
  { id: `sha256:${hex('cafe')}`, tags: ['nginx:1.27', 'nginx:latest'], digests: [`nginx@sha256:${hex('d1')}`] },
  { id: `sha256:${hex('beef')}`, tags: ['nginx:1.26'], digests: [] },
  { id: `sha256:${hex('beed')}`, tags: ['harbor.local:443/team/app:1.4'], digests: [] },
  { id: `sha256:${hex('aaaa')}`, tags: ['cafe:1'], digests: [] },
  { id: `sha256:${hex('bbbb')}`, tags: [], digests: [] },
  { id: `sha256:${hex('ab1e')}`, tags: ['localhost/team/own:1'], digests: [] },
]

test.each<[string, string[]]>([
  ['', ['cafe', 'beef', 'beed', 'aaaa', 'bbbb', 'ab1e']],
  ['*', ['cafe', 'beef', 'beed', 'aaaa', 'bbbb', 'ab1e']],
  [`sha256:${hex('beef')}`, ['beef']],
  ['bee', ['beef', 'beed']],
  ['cafe', ['cafe']],
  ['cafe:1', ['aaaa']],
  [`sha256:${hex('d1')}`, ['cafe']],
  ['d10', ['cafe']],
  ['nginx', ['cafe', 'beef']],
  ['docker.io/library/nginx', ['cafe', 'beef']],
  ['nginx:latest', ['cafe']],
  [`nginx@sha256:${hex('d1')}`, ['cafe']],
  [`nginx:whatever@sha256:${hex('d1')}`, ['cafe']],
  ['harbor.local:443/team/app', ['beed']],
  ['app', ['beed']],
  ['app:1.4', ['beed']],
  ['app:1.5', []],
  ['team/app', []],
  ['team/own', ['ab1e']],
  ['team/own:2', []],
  ['docker.io/team/own', []],
  ['nginx:', []],
  ['../../etc', []],
])('%s', (pattern, starts) => {
  expect(findImages(IMAGES, pattern).map(({ id }) => id.slice(7, 11))).toEqual(starts)
})
