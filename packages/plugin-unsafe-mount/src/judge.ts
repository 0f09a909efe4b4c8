import { hasServiceAccount, placeOfMount, relationTo, socketsOf } from '@veinmind/inventory'
import type { Container, Machine, Mount, Rule, Severity } from '@veinmind/sdk'
import { cleanPath, SEVERITIES } from '@veinmind/sdk'
import { PLACES } from './places.ts'
import type { Place, Severities } from './places.ts'
import { RULE } from './rules.ts'

/** What is wrong with a mount. */
export interface Fault {
  readonly rule: Rule
  readonly severity: Severity
  /** What it leads to, and why it is judged so: a place, words of mount(8). */
  readonly details: readonly string[]
}

/** What else the severity of a mount depends on. */
export interface Surroundings {
  readonly container: Container
  readonly machine: Machine | undefined
}

/** The faults of a mount: what it gives of the host, and how it is mounted. */
export function judge(mount: Mount, { container, machine }: Surroundings): readonly Fault[] {
  const given = judgePlace(mount, { container, machine })
  return [...(given === undefined ? [] : [lowered(given, container)]), ...judgeOptions(mount, container)]
}

function judgePlace(mount: Mount, { container, machine }: Surroundings): Fault | undefined {
  const place = placeOfMount(mount)
  if (place === undefined || isOfRuntime(mount, place)) return undefined
  const sockets = socketsOf(mount, machine)
  if (sockets.length > 0) {
    const engines = [...new Set(sockets.map(({ engine }) => engine))]
    return { rule: RULE.socket, severity: 'critical', details: engines }
  }
  const device = judgeDevice(mount, place)
  if (device !== undefined) return device
  const hit = [nearest(place), ...held(place)].map((one) => severityOf(one, mount)).sort(byWorst)[0]
  if (hit?.severity === undefined) return undefined
  const isLogs = hit.place.rule === 'logs' && hasServiceAccount(container)
  const severity = isLogs && hit.severity !== 'critical' ? 'high' : hit.severity
  return {
    rule: RULE[hit.place.rule],
    severity,
    details: [hit.place.path, ...(isLogs ? ['service account'] : [])],
  }
}

interface Hit {
  readonly place: Place
  readonly severities: Severities
}

/** The place that is nearest above what is mounted, or is it. */
function nearest(source: string): Hit | undefined {
  let best: Hit | undefined
  for (const place of PLACES) {
    const relation = relationTo(source, place.path)
    if (relation !== 'equals' && relation !== 'under') continue
    if (best !== undefined && depth(best.place.path) >= depth(place.path)) continue
    best = { place, severities: relation === 'equals' ? place.equals : (place.under ?? place.equals) }
  }
  return best
}

/** Known places below what is mounted. */
function held(source: string): readonly Hit[] {
  if (source === '/') return []
  return PLACES.flatMap((place) =>
    place.above !== undefined && relationTo(source, place.path) === 'above' ? [{ place, severities: place.above }] : [],
  )
}

function severityOf(
  hit: Hit | undefined,
  { readOnly }: Mount,
): { readonly place: Place; readonly severity: Severity | undefined } | undefined {
  return hit && { place: hit.place, severity: hit.severities[readOnly ? 1 : 0] }
}

const rank = (severity: Severity | undefined): number => (severity === undefined ? -1 : SEVERITIES.indexOf(severity))
type Judged = ReturnType<typeof severityOf>
const byWorst = (a: Judged, b: Judged): number => rank(b?.severity) - rank(a?.severity)

function depth(path: string): number {
  return path.split('/').filter(Boolean).length
}

/** A device that is mounted. Whether it may be opened is decided by the device cgroup, which plugin-escape checks. */
function judgeDevice({ sourceType, readOnly }: Mount, place: string): Fault | undefined {
  if (sourceType !== 'block') return undefined
  return { rule: RULE.device, severity: readOnly ? 'high' : 'critical', details: [place] }
}

/** Mounts that runtimes make for every container: its volumes, hosts, resolv.conf, the kubelet's projected volumes. */
function isOfRuntime({ destination }: Mount, place: string): boolean {
  const isInjected =
    /^\/(?:etc\/(?:hosts|hostname|resolv\.conf)|dev\/(?:termination-log|shm)|run\/(?:\.containerenv|secrets)|\.dockerenv)$/.test(
      cleanPath(destination),
    )
  return (
    (isInjected && /^\/(?:var\/lib|run|var\/run|home\/[^/]+\/\.local|data|mnt)\/.+\/[^/]*/.test(place)) ||
    /^\/var\/lib\/kubelet\/pods\/[^/]+\/(?:volumes|volume-subpaths|etc-hosts|containers)(?:\/|$)/.test(place) ||
    /\/volumes\/[^/]+\/_data(?:\/|$)/.test(place)
  )
}

/** Lowers the severity when the container has a user namespace: to its root, files of the host's root are those of another user. */
function lowered(fault: Fault, { security }: Container): Fault {
  if ((security.userMap ?? []).length === 0) return fault
  const severity = SEVERITIES[Math.max(0, SEVERITIES.indexOf(fault.severity) - 1)] ?? 'low'
  return { ...fault, severity, details: [...fault.details, 'user namespace'] }
}

function judgeOptions(mount: Mount, container: Container): readonly Fault[] {
  const { options, readOnly, propagation, destination, fileSystem, type } = mount
  const place = placeOfMount(mount)
  const faults: Fault[] = []
  const lacks = ['nosuid', 'nodev'].filter((option) => !options.includes(option))
  const isVolume = type === 'volume' && mount.volume !== undefined
  if (/^r?shared$/.test(propagation ?? '') && place !== undefined && !isVolume && mayMount(container))
    faults.push({
      rule: RULE.spread,
      severity: 'high',
      details: [propagation ?? '', ...lacks.map((option) => `no ${option}`)],
    })
  else if (/^r?shared$/.test(propagation ?? '') && place !== undefined && !isVolume)
    faults.push({ rule: RULE.spread, severity: 'low', details: [propagation ?? '', 'no CAP_SYS_ADMIN'] })
  if (readOnly) {
    const folder = cleanPath(destination)
    const inside = container.mounts.filter(
      (other) =>
        other.isLive === true &&
        !other.readOnly &&
        cleanPath(other.destination).startsWith(`${folder}/`) &&
        isSameTree(mount, other),
    )
    if (inside.length > 0)
      faults.push({
        rule: RULE.submounts,
        severity: 'medium',
        details: inside.slice(0, 5).map((other) => other.destination),
      })
  }
  if (/^(?:nfs\d?|cifs|smb3|ceph|glusterfs|fuse\.sshfs)$/.test(fileSystem ?? '') && !readOnly && lacks.length > 0)
    faults.push({
      rule: RULE.share,
      severity: 'low',
      details: [fileSystem ?? '', ...lacks.map((option) => `no ${option}`)],
    })
  return faults
}

/** Whether the container may mount at all: without CAP_SYS_ADMIN no mount can spread to the host. */
function mayMount({ security }: Container): boolean {
  return security.privileged === true || security.capabilities?.includes('CAP_SYS_ADMIN') !== false
}

/** Whether one mount lies inside the folder of the other, so that it came along with it. */
function isSameTree(mount: Mount, other: Mount): boolean {
  const [folder, inside] = [placeOfMount(mount), placeOfMount(other)]
  return folder !== undefined && inside !== undefined && inside.startsWith(folder === '/' ? '/' : `${folder}/`)
}
