import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { relative, join } from 'node:path'
import { absoluteLinks } from './readme-links.ts'

// Around packing (`prepack`, `postpack`) the README of the package in the current folder has links that lead somewhere from npm too.
const ROOT = join(import.meta.dirname, '../..')
const ORIGINAL = 'node_modules/.readme/README.md'

if (process.argv.includes('--restore')) {
  if (existsSync(ORIGINAL)) renameSync(ORIGINAL, 'README.md')
} else {
  mkdirSync('node_modules/.readme', { recursive: true })
  // One that was left by packing that was interrupted is the one that was written.
  if (existsSync(ORIGINAL)) renameSync(ORIGINAL, 'README.md')
  copyFileSync('README.md', ORIGINAL)
  writeFileSync('README.md', absoluteLinks(readFileSync(ORIGINAL, 'utf8'), relative(ROOT, process.cwd())))
}
