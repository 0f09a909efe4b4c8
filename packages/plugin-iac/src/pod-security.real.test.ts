import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkFile } from './check-file.ts'

/** The rules that make a level of the Pod Security Standards. */
const BASELINE = [
  'KN-003',
  'KN-004',
  'KN-011',
  'KN-012',
  'KN-013',
  'KN-014',
  'KN-021',
  'KN-022',
  'KN-023',
  'KN-024',
  'KN-025',
  'KN-026',
  'KN-027',
  'KN-028',
  'KN-029',
]
const LEVELS = {
  baseline: new Set(BASELINE),
  restricted: new Set([...BASELINE, 'KN-002', 'KN-030', 'KN-031', 'KN-032', 'KN-033', 'KN-034', 'KN-052']),
} as const

let folder = ''
let fixtures = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'veinmind-pss-'))
  const module = execFileSync('go', ['mod', 'download', '-json', 'k8s.io/pod-security-admission@v0.37.2'], {
    cwd: folder,
    encoding: 'utf8',
  })
  fixtures = join((JSON.parse(module) as { readonly Dir: string }).Dir, 'test', 'testdata')
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true }))

test.each(['baseline', 'restricted'] as const)(
  'every Pod of the admission plugin’s own tests, level %s: what it refuses breaks a rule, and nothing else',
  async (level) => {
    const wrong: string[] = []
    let count = 0
    for (const version of readdirSync(join(fixtures, level))) {
      for (const kind of readdirSync(join(fixtures, level, version))) {
        for (const name of readdirSync(join(fixtures, level, version, kind))) {
          const bytes = readFileSync(join(fixtures, level, version, kind, name))
          const { findings } = await checkFile(
            { kind: 'iac', id: name, name, path: name, bytes },
            { minor: Number(version.replace('v1.', '')) },
          )
          const broken = findings.map(({ rule }) => rule.id).filter((id) => LEVELS[level].has(id))
          if (broken.length > 0 !== (kind === 'fail')) wrong.push(`${version}/${kind}/${name}: ${broken.join(', ')}`)
          count++
        }
      }
    }
    expect(wrong).toEqual([])
    expect(count).toBeGreaterThan(1_400)
  },
  120_000,
)
