import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const FOLDER = join(import.meta.dirname, '../../.github/workflows')

test.each(readdirSync(FOLDER))('%s: actions are pinned, and each job has the permissions that it needs', (name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8')
  const used = [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, action = '']) => action)
  expect(used.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([])
  expect(used.length).toBeGreaterThan(0)
  expect(text).toMatch(/^permissions: \{\}$/m)
  expect(text).not.toMatch(/write-all|pull_request_target|id-token/)
  // What others may have written never stands in a script.
  const scripts = text.split(/^\s*(?:- )?run:/m).slice(1)
  expect(scripts.flatMap((script) => (/^ \|?.*(?:\n {10}.*)*/.exec(script)?.[0] ?? '').match(/\$\{\{/g) ?? [])).toEqual(
    [],
  )
})
