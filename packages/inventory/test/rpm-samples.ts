import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package as `rpm -qa` wrote it in the image that a database was taken from. */
export interface SamplePackage {
  readonly name: string
  readonly version: string
  readonly release: string
  readonly epoch: number | undefined
  readonly arch: string
  readonly sourceRpm: string
  readonly modularity: string
}

/** A database with its packages. */
export interface RpmSample {
  readonly file: string
  readonly packages: readonly SamplePackage[]
}

/** The databases in the test data of github.com/knqyf263/go-rpmdb, with the lists that stand in its tests. */
export function readSamples(folder: string): readonly RpmSample[] {
  const lists = readLists(readFileSync(join(folder, 'pkg/rpmdb_testcase_test.go'), 'utf8'))
  const tests = readFileSync(join(folder, 'pkg/rpmdb_test.go'), 'utf8')
  return [...tests.matchAll(/file:\s+"(testdata\/[^"]+)",\s+pkgList:\s+(\w+)\(\)/g)].map(
    ([, file = '', list = '']) => ({
      file: join(folder, 'pkg', file),
      packages: lists.get(list) ?? [],
    }),
  )
}

function readLists(source: string): ReadonlyMap<string, readonly SamplePackage[]> {
  const lists = new Map<string, SamplePackage[]>()
  let current: SamplePackage[] = []
  for (const line of source.split('\n')) {
    const [, name] = /^\s*(\w+) = func\(\) \[\]\*PackageInfo \{/.exec(line) ?? []
    if (name !== undefined) lists.set(name, (current = []))
    const [, epoch = '', rest = ''] = /^\s*\{intRef\((\d*)\), (.+)\},$/.exec(line) ?? []
    if (rest === '') continue
    const [own = '', version = '', release = '', arch = '', sourceRpm = '', , , , modularity = ''] = JSON.parse(
      `[${rest}]`,
    ) as string[]
    current.push({
      name: own,
      version,
      release,
      epoch: epoch === '' ? undefined : Number(epoch),
      arch: none(arch),
      sourceRpm: none(sourceRpm),
      modularity: none(modularity),
    })
  }
  return lists
}

const none = (text: string): string => (text === '0' || text === '(none)' ? '' : text)
