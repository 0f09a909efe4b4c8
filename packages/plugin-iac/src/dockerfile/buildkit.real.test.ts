import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseDockerfile } from './parse-dockerfile.ts'

let folder = ''
let files = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'veinmind-buildkit-'))
  const module = execFileSync('go', ['mod', 'download', '-json', 'github.com/moby/buildkit@v0.33.0'], {
    cwd: folder,
    encoding: 'utf8',
  })
  files = join((JSON.parse(module) as { readonly Dir: string }).Dir, 'frontend', 'dockerfile', 'parser', 'testfiles')
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true }))

test('the Dockerfiles of BuildKit’s own parser are the same instructions', () => {
  const names = readdirSync(files)
  const mine = names.map((name) => {
    const { instructions } = parseDockerfile(readFileSync(join(files, name, 'Dockerfile'), 'utf8'))
    return [name, ...instructions.filter(({ onBuild }) => !onBuild).map(({ keyword }) => keyword.toLowerCase())]
  })
  const theirs = names.map((name) => [
    name,
    ...[...readFileSync(join(files, name, 'result'), 'utf8').matchAll(/^\((\w+)/gm)].map(([, keyword]) =>
      keyword?.toLowerCase(),
    ),
  ])
  expect(mine).toEqual(theirs)
  expect(names.length).toBeGreaterThan(30)
})
