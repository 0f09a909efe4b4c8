import { asObject, isObject } from '@veinmind/internal'
import { mib } from '@veinmind/sdk'
import type { JsonObject } from '@veinmind/sdk'
import { asList, asText, jsonOf, membersOf, tomlOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'
import type { Reading } from '../reading.ts'

/** poetry, uv and pdm have a table `package` for each package, pylock (PEP 751) `packages`. */
export const pythonToml: PackageReader = {
  id: 'python-lock',
  names: ['poetry.lock', 'uv.lock', 'pdm.lock', 'pylock.toml'],
  max: mib(32),
  read: ({ bytes }) => readToml(tomlOf(bytes)),
}

/** `pylock.<name>.toml`, which PEP 751 has for several in one folder. */
export const namedPylock: PackageReader = {
  ...pythonToml,
  id: 'python-pylock',
  names: [],
  extensions: ['.toml'],
  path: /\/pylock\.[^/.]+\.toml$/,
}

function readToml(lock: JsonObject): Reading {
  const findings = new Findings()
  for (const entry of [...asList(lock['package']), ...asList(lock['packages'])]) {
    if (!isObject(entry)) continue
    const source = asObject(entry['source'])
    // uv lists the project and its workspace, too.
    if (source['virtual'] !== undefined || source['editable'] !== undefined || entry['directory'] !== undefined)
      continue
    findings.add({
      type: 'pypi',
      name: entry['name'],
      version: entry['version'],
      isInstalled: false,
      meta: entry['category'] === 'dev' ? { isDevelopment: true } : undefined,
    })
  }
  return findings.reading
}

/** pipenv's: a group for each of default and develop, with `==1.0` for each name. */
export const pipfileLock: PackageReader = {
  id: 'python-pipfile-lock',
  names: ['pipfile.lock'],
  max: mib(16),
  read({ bytes }) {
    const findings = new Findings()
    for (const [group, packages] of membersOf(jsonOf(bytes))) {
      if (group === '_meta') continue
      for (const [name, entry] of membersOf(packages)) {
        findings.add({
          type: 'pypi',
          name,
          version: asText(entry['version'])?.replace(/^===?/, ''),
          isInstalled: false,
          meta: group === 'develop' ? { isDevelopment: true } : undefined,
        })
      }
    }
    return findings.reading
  },
}
