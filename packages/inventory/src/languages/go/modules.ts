import type { Findings } from '../reading.ts'
import type { BuildInfo } from './build-info.ts'

interface Module {
  readonly path: string
  readonly version: string
  readonly isMain: boolean
  readonly replaced?: { readonly path: string; readonly version: string }
}

/** What a list of modules says (`go version -m`). */
interface ModuleList {
  readonly modules: readonly Module[]
  readonly settings: ReadonlyMap<string, string>
  /** The package that the program is. */
  readonly path: string
}

/** The program itself: its module, or its package where it was built without modules, and the version that could be told. */
export interface MainModule {
  readonly path: string
  readonly version: string
}

/** Settings of a build that change what is in a program. */
const KEPT = [
  'GOOS',
  'GOARCH',
  'CGO_ENABLED',
  'GOFIPS140',
  'GOEXPERIMENT',
  '-tags',
  '-buildmode',
  'vcs.revision',
  'vcs.modified',
] as const

/** Adds the modules of a program: its own, those that it was built from, and Go's library. `linked` are values that the linker was told. */
export function addModules(info: BuildInfo, findings: Findings, linkedVersion?: string): MainModule {
  const { modules, settings, path: program } = parseModules(info.modules)
  let main: MainModule = { path: program, version: versionOf(settings) ?? linkedVersion ?? '' }
  const { version, experiments } = splitVersion(info.version)
  const build = Object.fromEntries(KEPT.flatMap((key) => (settings.has(key) ? [[key, settings.get(key) ?? '']] : [])))
  findings.add({
    type: 'golang',
    name: 'stdlib',
    version,
    isInstalled: true,
    licenses: ['BSD-3-Clause'],
    meta: { build: { ...build, ...(experiments === '' ? {} : { GOEXPERIMENT: experiments }) } },
  })
  for (const module of modules) {
    const { path, version: said, replaced, isMain } = module
    if (replaced !== undefined) {
      // A folder that replaces a module is no release of it: which code it holds is not known.
      const isFolder = /^(?:\.{0,2}\/|[A-Za-z]:[\\/]|\.{1,2}$)/.test(replaced.path) || replaced.version === ''
      if (isFolder)
        findings.add({ type: 'golang', name: path, version: '', isInstalled: true, meta: { origin: replaced.path } })
      else
        findings.add({
          type: 'golang',
          name: replaced.path,
          version: replaced.version,
          isInstalled: true,
          meta: { origin: `replaces ${path} ${said}` },
        })
      continue
    }
    const own =
      isMain && isUnversioned(said) ? (versionOf(settings) ?? linkedVersion ?? revisionOf(settings)) : undefined
    findings.add({ type: 'golang', name: path, version: own ?? said, isInstalled: true })
    if (isMain) main = { path, version: own ?? said }
  }
  return main
}

/** Whether the main module has no version of its own. */
export function needsVersion(info: BuildInfo): boolean {
  const { modules, settings } = parseModules(info.modules)
  const isVersioned = modules.some(({ isMain, version }) => isMain && !isUnversioned(version))
  return !isVersioned && versionOf(settings) === undefined
}

function isUnversioned(version: string): boolean {
  return version === '(devel)' || version === ''
}

function parseModules(text: string): ModuleList {
  const modules: Module[] = []
  const settings = new Map<string, string>()
  let path = ''
  for (const line of text.split('\n', 100_000)) {
    const [word, first = '', second = ''] = line.split('\t', 4)
    const last = modules.at(-1)
    if (word === 'path') path = first
    else if (word === 'mod' || word === 'dep') modules.push({ path: first, version: second, isMain: word === 'mod' })
    else if (word === '=>' && last !== undefined)
      modules[modules.length - 1] = { ...last, replaced: { path: first, version: second } }
    else if (word === 'build') {
      const equals = first.startsWith('"') ? -1 : first.indexOf('=')
      if (equals > 0) settings.set(first.slice(0, equals), unquote(line.slice('build\t'.length + equals + 1)))
    }
  }
  return { modules, settings, path }
}

/** Values with spaces are quoted as in Go. */
function unquote(value: string): string {
  if (!value.startsWith('"')) return value.startsWith('`') ? value.slice(1, -1) : value
  try {
    return String(JSON.parse(value))
  } catch {
    return value.slice(1, -1)
  }
}

/** Names of variables that programs keep their own version in, the likeliest first. */
export const VERSION_VARIABLES = [
  'main.version',
  'main.Version',
  'main.VERSION',
  'main.buildVersion',
  'main.BuildVersion',
  'main.gitVersion',
  'main.appVersion',
  'main.tag',
] as const

/** `-X main.version=v1.2.3` among the flags of the linker: of several, that of the program before those of libraries. */
function versionOf(settings: ReadonlyMap<string, string>): string | undefined {
  const flags = (settings.get('-ldflags') ?? '').slice(0, 65_536)
  const found = new Map<string, string>()
  for (const [, name = '', value = ''] of flags.matchAll(/-X[= ]\s*["']?([\w./~-]{1,300})=["']?([^\s"']{1,128})/g))
    found.set(name, value)
  const named = [...found].filter(([name]) =>
    /(?:^|[./])(?:git|build|app|release|binary)?_?(?:version|tag)$/i.test(name),
  )
  const main = named.find(([name]) => name.startsWith('main.'))
  const value = main?.[1] ?? named.find(([name, text]) => /version/i.test(name) && isRelease(text))?.[1]
  return value !== undefined && isRelease(value) ? value : undefined
}

/** Whether a text can be the version of a release; `dev`, `unknown` and `HEAD` cannot. */
export function isRelease(text: string): boolean {
  return /^v?\d{1,9}\.\d{1,9}[\w.+~-]{0,100}$/.test(text)
}

/** The pseudo-version of the commit that the program was built from. */
function revisionOf(settings: ReadonlyMap<string, string>): string | undefined {
  const [, commit] = /^([0-9a-f]{12})[0-9a-f]*$/.exec(settings.get('vcs.revision') ?? '') ?? []
  const time = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(settings.get('vcs.time') ?? '')
  return commit === undefined || time === null ? undefined : `v0.0.0-${time.slice(1).join('')}-${commit}`
}

/** `go1.22.1 X:boringcrypto` is 1.22.1 with an experiment. */
function splitVersion(text: string): { readonly version: string; readonly experiments: string } {
  const [, version = text.replace(/^go/, ''), rest = ''] =
    /^(?:devel )?go(\d[\w.]{0,40}(?:-[\w.]{1,60})?)(.*)$/s.exec(text) ?? []
  const [, experiments = ''] = / X:([\w,]{1,200})/.exec(rest) ?? []
  return { version, experiments }
}
