import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { textKindOf } from '../src/allow/text-kind.ts'
import { findInText } from '../src/find-in-text.ts'
import { readText } from '../src/match/text.ts'
import { settingsOf } from '../src/options/options.ts'

/**
 * Writes `src/match/test-keys.ts`, the hashes of private keys that packages of libraries ship to try themselves with: `node scripts/test-keys.ts FOLDER…`. A
 * folder holds unpacked packages, each in a folder that is named by it and its version, as `npm pack`, `pip download` and the cache of Go's modules give.
 */
const settings = settingsOf({ 'rules-file': undefined, 'allow-file': undefined, 'max-size': 5 })
const NESTED = new Set(['node_modules'])

function* filesBelow(folder: string): Generator<string> {
  for (const name of readdirSync(folder).toSorted()) {
    const path = join(folder, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isDirectory() && !NESTED.has(name)) yield* filesBelow(path)
    else if (stat?.isFile() && stat.size <= 500_000) yield path
  }
}

const keys = new Map<string, string>()
for (const folder of process.argv.slice(2)) {
  for (const name of readdirSync(folder).toSorted()) {
    for (const path of filesBelow(join(folder, name))) {
      const bytes = readFileSync(path)
      if (!bytes.includes('PRIVATE KEY')) continue
      const { hits } = findInText(readText(bytes), {
        rules: settings.content,
        kind: textKindOf(path),
        path,
      })
      for (const { rule, sha256 } of hits)
        if (settings.rules.get(rule)?.family === 'key')
          keys.set(sha256, keys.get(sha256) ?? name.replace(/[@-]v?\d.*$/, ''))
    }
  }
}
const lines = [...keys]
  .map(([hash, name]) => `  ['${hash}', '${name}'],`)
  .toSorted((a, b) => a.slice(70).localeCompare(b.slice(70)) || a.localeCompare(b))
writeFileSync(
  join(import.meta.dirname, '../src/match/test-keys.ts'),
  `/** SHA-256 of private keys that packages ship to try themselves with, and the package; made by \`node scripts/test-keys.ts\`. */
export const TEST_KEYS: ReadonlyMap<string, string> = new Map([
${lines.join('\n')}
])
`,
)
