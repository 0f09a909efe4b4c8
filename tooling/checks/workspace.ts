import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** What is wrong, and where. */
export interface Problem {
  /** Path below the workspace's top, with a line where one is known. */
  readonly at: string
  readonly message: string
}

/** The parts of a package.json that checks look at. */
export interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly keywords?: readonly string[]
  readonly homepage?: string
  readonly repository?: object
  readonly bugs?: string
  readonly private?: boolean
  readonly description?: string
  readonly license?: string
  readonly type?: string
  readonly sideEffects?: boolean
  readonly engines?: Readonly<Record<string, string>>
  readonly files?: readonly string[]
  readonly exports?: Readonly<Record<string, unknown>>
  readonly bin?: Readonly<Record<string, string>>
  readonly publishConfig?: {
    readonly access?: string
    readonly exports?: Readonly<Record<string, unknown>>
    readonly bin?: Readonly<Record<string, string>>
  }
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** One package of the workspace. */
export interface Package {
  /** Below the workspace's top: `packages/sdk`. */
  readonly folder: string
  /** `sdk`. */
  readonly short: string
  readonly manifest: Manifest
  /** Whether it is published: what stands in `packages` and `apps`. */
  readonly published: boolean
}

/** A workspace as the checks see it. */
export interface Workspace {
  readonly root: string
  readonly packages: readonly Package[]
  /** Text of a file below the top. */
  read(path: string): string
  has(path: string): boolean
  /** Paths below the top, sorted; never of `node_modules` or `dist`. */
  files(pattern: string): readonly string[]
}

/** The workspace whose top is `root`. */
export function openWorkspace(root: string): Workspace {
  const files = (pattern: string): string[] => {
    const found = globSync(pattern, {
      cwd: root,
      exclude: (name) => basename(name) === 'node_modules' || basename(name) === 'dist',
    })
    return found.map((path) => path.replaceAll('\\', '/')).toSorted()
  }
  const read = (path: string): string => readFileSync(join(root, path), 'utf8')
  const packages = files('{packages,apps,tooling}/*/package.json').map((path): Package => {
    const folder = path.slice(0, -'/package.json'.length)
    return {
      folder,
      short: basename(folder),
      manifest: JSON.parse(read(path)) as Manifest,
      published: !folder.startsWith('tooling/'),
    }
  })
  return { root, packages, read, has: (path) => existsSync(join(root, path)), files }
}

/** Whether a file is a test or only of use to tests. */
export function isTest(path: string): boolean {
  return path.includes('.test.') || path.includes('/test/') || path.endsWith('.config.ts')
}
