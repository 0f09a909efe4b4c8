import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openCache, scan } from '@veinmind/engine'
import type { LayerCache } from '@veinmind/engine'
import basic from '@veinmind/plugin-basic'
import history from '@veinmind/plugin-history'
import sensitive from '@veinmind/plugin-sensitive'
import weakpass from '@veinmind/plugin-weakpass'
import type { Report } from '@veinmind/report'
import { SILENT } from '@veinmind/internal'
import type { Discovered, Target } from '@veinmind/sdk/target'
import { removeTemporary, requireTool, temporaryFolder } from '@veinmind/services'
import { buildImage, layer, opaque, remove } from '@veinmind/testing'
import type { BuiltImage } from '@veinmind/testing'

/** A key that no scanner of this repository takes for a live one, built where it is used. */
export const SECRET: string = ['AKIA', 'Z7Q2WXN4', 'RT5KJ3VB'].join('')

/** An image with risks in every layer, one of them deleted later, with hard links, links and an opaque folder. */
export function riskyImage(reference: string, salt = ''): BuiltImage {
  return buildImage(
    layer(
      {
        etc: { directory: true },
        'etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nadmin:x:1000:1000::/home/admin:/bin/sh\n',
        'etc/shadow': {
          content: 'root:$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/:19000:0:99999:7:::\nadmin::19000::::::\n',
          mode: 0o640,
        },
        'srv/old/credentials.txt': `aws_access_key_id = ${SECRET}\n`,
        'srv/old/[list]\u00e9.txt': 'x',
        'srv/large.bin': Buffer.alloc(2_500_000, `large${salt}`),
        outside: { symlink: '/etc' },
      },
      { createdBy: 'ADD rootfs.tar /' },
    ),
    layer(
      { ...opaque('srv/old'), 'srv/old/new.txt': 'new', ...remove('etc/absent') },
      { createdBy: 'RUN rm -rf /srv/old' },
    ),
    layer(
      { app: { directory: true, mode: 0o777 }, 'app/.env': 'API_TOKEN=none\n', 'app/again': { hardLink: 'app/.env' } },
      { createdBy: 'COPY app /app' },
    ),
    { references: [reference], config: { Env: ['DB_PASSWORD=hunter2', 'PATH=/bin'], Cmd: ['/bin/sleep', '1000'] } },
  )
}

/** A tiny image that can run. */
export async function runnableImage(reference: string): Promise<BuiltImage> {
  const busybox = readFileSync(await requireTool('busybox'))
  const commands = Object.fromEntries(
    ['sh', 'sleep', 'rm', 'mkdir', 'chmod', 'ln', 'echo', 'dd'].map((name) => [`bin/${name}`, { symlink: 'busybox' }]),
  )
  return buildImage(
    layer({
      'bin/busybox': { content: busybox, mode: 0o755 },
      ...commands,
      ...Object.fromEntries(['proc', 'sys', 'dev', 'tmp', 'mnt'].map((name) => [name, { directory: true } as const])),
    }),
    layer({
      'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
      'etc/gone': 'gone',
      'etc/old/a': 'a',
      'etc/old/credentials.txt': `aws_access_key_id = ${SECRET}\n`,
    }),
    { references: [reference], config: { Env: ['PATH=/bin'], Cmd: ['/bin/sleep', '1000'] } },
  )
}

/** Discovers and scans with the four plugins, as the command line does. */
export async function scanTarget(
  target: Target,
  words: readonly string[],
  options: Partial<Record<string, unknown>> = {},
  cache?: LayerCache,
): Promise<Report> {
  const { signal } = new AbortController()
  const found = target.discover(words, { options: { ...defaults(target), ...options }, signal, log: SILENT })
  return scanFound(withoutMachine(found), cache)
}

/** Scans what was discovered with the four plugins. */
export async function scanFound(
  found: AsyncIterable<Discovered> | Iterable<Discovered>,
  cache?: LayerCache,
): Promise<Report> {
  const plugins = [basic, history, sensitive, weakpass]
  return scan(found, {
    plugins,
    showSecrets: true,
    tool: { name: 'test', version: '0.0.0' },
    ...(cache === undefined ? {} : { cache }),
  })
}

/** Closes what was discovered and is not scanned. */
export async function closeAll(found: readonly Discovered[]): Promise<void> {
  for (const each of found) if ('entity' in each) await each.entity.close?.()
}

/** Every entity and problem that a target gives, without the machine that comes along with containers. */
export async function discover(
  target: Target,
  words: readonly string[],
  options: Partial<Record<string, unknown>> = {},
): Promise<readonly Discovered[]> {
  return Array.fromAsync(withoutMachine(await discoverAll(target, words, options)))
}

/** The same, with the machine. */
export async function discoverAll(
  target: Target,
  words: readonly string[],
  options: Partial<Record<string, unknown>> = {},
): Promise<readonly Discovered[]> {
  const { signal } = new AbortController()
  return Array.fromAsync(target.discover(words, { options: { ...defaults(target), ...options }, signal, log: SILENT }))
}

/** Leaves out, and closes, what nobody asked for. */
export async function* withoutMachine(
  found: AsyncIterable<Discovered> | Iterable<Discovered>,
): AsyncGenerator<Discovered> {
  for await (const each of found) {
    if ('entity' in each && each.isAlong === true) await each.entity.close?.()
    else yield each
  }
}

function defaults(target: Target): Record<string, unknown> {
  return Object.fromEntries(Object.entries(target.options).map(([name, spec]) => [name, spec.default]))
}

/** An empty cache that is removed with its folder. */
export async function temporaryCache(): Promise<{ cache: LayerCache; [Symbol.dispose]: () => void }> {
  const directory = temporaryFolder('cache')
  return {
    cache: await openCache({ directory, key: Buffer.alloc(32) }),
    [Symbol.dispose]: () => removeTemporary(directory),
  }
}

/** What must be equal wherever an image was taken from. */
export function essence(report: Report): unknown {
  const findings = report.findings.map(({ fingerprint, severity, evidence, locations, detail }) => {
    const places = locations.map(({ layer: at, ...place }) => ({
      ...place,
      ...(at === undefined ? {} : { layer: at.index }),
    }))
    return { fingerprint, severity, evidence, places, type: Object.keys(detail).sort() }
  })
  return {
    findings: findings.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)),
    coverage: report.plugins.map(({ name, outcome, coverage }) => {
      const problems = coverage.problems.map(({ target: _target, ...problem }) => problem)
      return { name, outcome, coverage: { ...coverage, rereads: 0, problems } }
    }),
    outcomes: report.targets.map(({ outcome, layers }) => ({ outcome, diffIds: layers?.map(({ diffId }) => diffId) })),
    errors: report.errors,
  }
}

/** Where the layers of a report came from. */
export function layerSources(report: Report): readonly string[] {
  return report.targets.flatMap(({ layers = [] }) => layers.map(({ source }) => source))
}

/** Everything below a folder with what would change when it is written to. */
export function fingerprintFolder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { mode, size, mtimeMs, ctimeMs, ino, nlink } = lstatSync(join(folder, name))
      return [name, mode, size, mtimeMs, ctimeMs, ino, nlink].join(' ')
    })
}
