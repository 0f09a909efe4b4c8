import { isObject } from '@veinmind/internal'
import { kib } from '@veinmind/sdk'
import type { Json } from '@veinmind/sdk'
import { asList, asText, jsonOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** Folders whose packages are made up for tests. */
const MADE_UP = /\/node_modules\/(?:.+\/)?(?:tests?|__tests__|fixtures?|__fixtures__|examples?)\//

/** `package.json`: of an installed package, of a program, of a copy that stands in another package. */
export const packageJson: PackageReader = {
  id: 'npm-package',
  names: ['package.json'],
  max: kib(1024),
  read({ path, bytes }) {
    if (MADE_UP.test(afterLastModules(path))) return undefined
    const { name, version, license, licenses } = jsonOf(bytes)
    // Folders of a package say here of what kind their modules are, and no more.
    if (asText(name) === undefined || asText(version) === undefined) return undefined
    const findings = new Findings()
    findings.add({ type: 'npm', name, version, isInstalled: true, licenses: licensesOf(license ?? licenses) })
    return findings.reading
  },
}

/** From the last `/node_modules/` on: a package may be called `test`, and a folder of tests may have installed packages. */
function afterLastModules(path: string): string {
  const at = path.lastIndexOf('/node_modules/')
  if (at < 0) return ''
  const [first = '', second = ''] = path.slice(at + '/node_modules/'.length).split('/', 2)
  const own = first.startsWith('@') ? `${first}/${second}` : first
  return `/node_modules${path.slice(at + '/node_modules/'.length + own.length)}`
}

/** An expression, an object with a type, or a list of either: all that npm ever took. */
function licensesOf(value: Json | undefined): readonly string[] {
  return (Array.isArray(value) ? asList(value) : [value]).flatMap((one) => {
    const text = isObject(one) ? (asText(one['type']) ?? asText(one['name'])) : asText(one)
    return text === undefined ? [] : [text]
  })
}
