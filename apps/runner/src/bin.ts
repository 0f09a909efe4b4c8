#!/usr/bin/env node
// This file must parse on old versions of Node: it says in one line that they are too old.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`veinmind needs Node 22.19 or newer; this is ${process.versions.node}\n`)
  process.exit(2)
}
const { main } = await import('./main.ts')
process.exitCode = await main(process.argv.slice(2))
