import { writeFileSync } from 'node:fs'
import { compileWalk } from './src/compile.ts'
import { MODULE_FILE, moduleSource } from './src/module-file.ts'

// Makes packages/engine/src/read/walk-module.ts of walk.c.
const module = await compileWalk()
writeFileSync(MODULE_FILE, moduleSource(module))
console.log(`${MODULE_FILE}: ${module.length} bytes`)
