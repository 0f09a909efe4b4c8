import { cleanPath } from '@veinmind/sdk'
import type { Container, Machine, Mount, Subject } from '@veinmind/sdk'
import sockets from './runtime-sockets.json' with { type: 'json' }

/** How a mount's source lies to a place of the host: it is that place, lies under it, or above it. */
export type Relation = 'equals' | 'under' | 'above'

/** A socket by which containers are started. */
export interface RuntimeSocket {
  readonly path: string
  readonly engine: string
}

/** The sockets of engines where they usually are, as their machine names them with links followed. `*` is any one name. */
export const RUNTIME_SOCKETS: readonly RuntimeSocket[] = sockets

/** A socket that is named like that of an engine, wherever it is. */
const SOCKET_NAME = /\/(docker|containerd|crio|podman|cri-dockerd|buildkitd|dockershim)\.sock$/

/** How `source` lies to `place`, in whose path `*` stands for any one name. */
export function relationTo(source: string, place: string): Relation | undefined {
  const [mounted, wanted] = [partsOf(source), partsOf(place)]
  const shared = Math.min(mounted.length, wanted.length)
  for (let index = 0; index < shared; index++)
    if (wanted[index] !== '*' && wanted[index] !== mounted[index]) return undefined
  return mounted.length === wanted.length ? 'equals' : mounted.length > wanted.length ? 'under' : 'above'
}

/** The path on its machine that a mount leads to; undefined when there is none (a share of the network, memory). */
export function placeOfMount({ resolved, source, type, fileSystem }: Mount): string | undefined {
  if (resolved !== undefined) return cleanPath(resolved)
  if (!source.startsWith('/') || type === 'tmpfs' || fileSystem?.startsWith('nfs')) return undefined
  // Nobody has followed its links: this one is the same on every machine.
  return cleanPath(source).replace(/^\/var\/run(?=\/|$)/, '/run')
}

/** The sockets of engines that a mount gives: itself, or in the folder that it is. */
export function socketsOf(mount: Mount, machine: Machine | undefined): readonly RuntimeSocket[] {
  const place = placeOfMount(mount)
  if (place === undefined) return []
  const named = mount.sourceType === 'directory' ? undefined : SOCKET_NAME.exec(place)?.[1]
  const known = [...RUNTIME_SOCKETS, ...daemonSockets(machine)]
  const found = known.filter(({ path }) => {
    const relation = relationTo(place, path)
    return relation === 'equals' || (relation === 'above' && place !== '/')
  })
  return found.length === 0 && named !== undefined ? [{ path: place, engine: named }] : found
}

/** Where the daemons of the machine say that they listen. */
function daemonSockets(machine: Machine | undefined): readonly RuntimeSocket[] {
  return (machine?.daemons ?? []).flatMap(({ name, settings }) =>
    settings
      .filter((setting) => setting.name === 'host' && setting.value.startsWith('unix:///'))
      .map(({ value }) => ({
        path: cleanPath(value.slice('unix://'.length)).replace(/^\/var\/run(?=\/|$)/, '/run'),
        engine: name,
      })),
  )
}

/** What two plugins say of the same mount is one finding. */
export function mountSubject(mount: Mount): Subject {
  return { kind: 'mount', key: JSON.stringify([placeOfMount(mount) ?? mount.source, cleanPath(mount.destination)]) }
}

/** Whether a container may act in its cluster: the token of a service account is mounted. */
export function hasServiceAccount({ mounts }: Pick<Container, 'mounts'>): boolean {
  return mounts.some(({ destination }) =>
    /^(?:\/var)?\/run\/secrets\/(?:kubernetes\.io\/serviceaccount|tokens)$/.test(cleanPath(destination)),
  )
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter(Boolean)
}
