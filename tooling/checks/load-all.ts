import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// `node load-all.ts <folder>`: loads every module of a bundle's chunks. What one of them misses (a file, a name that CommonJS has and
// a bundle has not) would show only when a command comes to it.
const [folder = ''] = process.argv.slice(2)
for (const name of readdirSync(folder).filter((each) => each.endsWith('.js'))) {
  await import(pathToFileURL(join(folder, name)).href).catch((error: unknown) => {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  })
}
