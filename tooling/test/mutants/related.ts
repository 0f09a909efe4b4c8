import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Files of tests that are nearest to a source of a package, by path from the root of the repository; nearest first. */
export type RelatedTests = (path: string) => readonly string[]

/** More than these would take longer than to find out which tests reach the source. */
const MOST = 3

/** Reads which files the tests of a package import; integration tests against real services are left out. */
export function createRelatedTests(root: string, name: string): RelatedTests {
  const paths = testsOf(root, name)
  const imports = new Map(paths.map((path) => [path, importsOf(root, path)]))
  return (path) => {
    const ownName = path.replace(/\.ts$/, '.test.ts')
    const nearest = paths.filter((test) => test === ownName || imports.get(test)?.has(path))
    const beside = paths.filter((test) => dirname(test) === dirname(path) && !nearest.includes(test))
    return [
      ...nearest.toSorted((a, b) => sizeOf(imports, a) - sizeOf(imports, b)),
      ...beside.toSorted((a, b) => sharedBeginning(b, path) - sharedBeginning(a, path)),
    ].slice(0, MOST)
  }
}

/** The files of tests of a package, those against real services left out. */
export function testsOf(root: string, name: string): readonly string[] {
  const paths = globSync(`packages/${name}/{src,test}/**/*.test.ts`, { cwd: root })
  return paths.filter((each) => !each.endsWith('.real.test.ts')).toSorted()
}

/** A test that imports little is about what it imports. */
function sizeOf(imports: ReadonlyMap<string, ReadonlySet<string>>, path: string): number {
  return imports.get(path)?.size ?? 0
}

function importsOf(root: string, path: string): ReadonlySet<string> {
  const text = readFileSync(join(root, path), 'utf8')
  return new Set([...text.matchAll(/from '(\.[^']+)'/g)].map(([, file = '']) => join(dirname(path), file)))
}

/** `keyword-lanes` is rather tested by `keyword-search.test` than by others of its folder. */
function sharedBeginning(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length += 1
  return length
}
