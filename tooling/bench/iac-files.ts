import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom } from '@veinmind/testing'

const CASES = join(import.meta.dirname, '../../packages/plugin-iac/cases')
const FILES_A_FOLDER = 20

/** Writes `count` manifests and Dockerfiles, each of them a case of a rule drawn by `seed`, with a last line of its own. */
export function writeIacFiles(folder: string, count: number, seed = 6): void {
  const cases = readCases()
  const random = createRandom(seed)
  for (let file = 0; file < count; file += 1) {
    const { name, text } = cases[Math.floor(random() * cases.length)] ?? { name: '', text: '' }
    const service = join(folder, `service-${Math.floor(file / FILES_A_FOLDER)}`)
    mkdirSync(service, { recursive: true })
    writeFileSync(join(service, `${file}.${name}`), `${text.trimEnd()}\n# ${file}\n`)
  }
}

/** What is good and what is not of every rule on Dockerfiles and manifests: checkov's two frameworks read nothing else. */
function readCases(): readonly { readonly name: string; readonly text: string }[] {
  const folders = readdirSync(CASES, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.flatMap(({ name: rule }) => {
    const names = readdirSync(join(CASES, rule)).filter(
      (name) => /^(?:ok|ng)\..*(?:Dockerfile|yaml)$/.test(name) && !name.includes('compose'),
    )
    return names.sort().map((name) => ({
      name: name.endsWith('Dockerfile') ? 'Dockerfile' : 'yaml',
      text: readFileSync(join(CASES, rule, name), 'utf8'),
    }))
  })
}
