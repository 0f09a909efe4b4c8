import { content, defineInspector, kib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'

/** A file that describes the operating system, read. */
export interface ReleaseFile {
  /** Settings of os-release or lsb-release by name. */
  readonly settings?: Readonly<Record<string, string>>
  /** The first line of any other. */
  readonly line?: string
}

/** Files that name an operating system, under any root, by how much is to be had of them. */
const FILES = [
  'etc/os-release',
  'usr/lib/os-release',
  'etc/lsb-release',
  'etc/alpine-release',
  'etc/oracle-release',
  'etc/rocky-release',
  'etc/almalinux-release',
  'etc/centos-release',
  'etc/fedora-release',
  'etc/photon-release',
  'etc/azurelinux-release',
  'etc/mariner-release',
  'etc/SuSE-release',
  'etc/system-release',
  'etc/redhat-release',
  'etc/gentoo-release',
  'etc/slackware-version',
  'etc/arch-release',
  'etc/debian_version',
  'etc/openwrt_release',
] as const
const PATH = new RegExp(`^(?<root>/|/.*/)(?<file>${FILES.map((file) => file.replaceAll('.', '\\.')).join('|')})$`)
const NAMES = new Set(FILES.map((file) => file.slice(file.lastIndexOf('/') + 1)))
const SETTINGS = new Set(['os-release', 'lsb-release', 'openwrt_release'])

/** Where a release file stands: below which root, and how much it is worth (0 is best). */
export function placeOfRelease(path: string): { readonly root: string; readonly rank: number } | undefined {
  const { root, file } = PATH.exec(path)?.groups ?? {}
  if (root === undefined) return undefined
  return { root: root === '/' ? '/' : root.slice(0, -1), rank: (FILES as readonly string[]).indexOf(file ?? '') }
}

/** Reads os-release(5), lsb-release and the one-line files of systems that have neither. */
export const releaseFiles: Inspector<ReleaseFile> = defineInspector<ReleaseFile>({
  id: 'release-files',
  module: import.meta.url,
  version: 1,
  offered: { paths: FILES.map((file) => `/${file}`) },
  wants: ({ path }) =>
    NAMES.has(path.slice(path.lastIndexOf('/') + 1)) && PATH.test(path) && content({ max: kib(64), over: 'head' }),
  inspect({ entry, bytes }) {
    const text = Buffer.from(bytes).toString('utf8')
    if (SETTINGS.has(entry.path.slice(entry.path.lastIndexOf('/') + 1))) return { settings: readSettings(text) }
    return { line: (text.split('\n', 1)[0] ?? '').trim().slice(0, 256) }
  },
})

/** `NAME=value` lines as a shell would read them, without what only a shell can do. */
function readSettings(text: string): Readonly<Record<string, string>> {
  const settings = new Map<string, string>()
  for (const line of text.split('\n').slice(0, 200)) {
    const [, name, value = ''] = /^\s*([A-Z][A-Z0-9_]{0,63})=(.*)$/.exec(line) ?? []
    if (name !== undefined) settings.set(name, unquote(value.trim()).slice(0, 1024))
  }
  return Object.fromEntries(settings)
}

function unquote(value: string): string {
  const quote = value[0]
  if (quote === "'" && value.endsWith("'")) return value.slice(1, -1)
  const inner = quote === '"' && value.endsWith('"') ? value.slice(1, -1) : value
  return inner.replaceAll(/\\([$"'`\\])/g, '$1')
}
