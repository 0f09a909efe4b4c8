import type { Entity, JsonObject } from '@veinmind/sdk'
import { clusterOf, containerOf, deployment, imageOf, join } from './sample.ts'
import type { Parts } from './sample.ts'
import * as part from './parts.ts'

/** Things that show a path, and things that lack one of its steps. */
export interface Samples {
  readonly match: readonly (readonly Entity[])[]
  readonly clean: readonly (readonly Entity[])[]
}

type Build = (parts: Parts) => readonly Entity[]

/** What has all parts, and what lacks one of them, each in turn. */
function each(build: Build, ...parts: readonly Parts[]): Samples {
  return {
    match: [build(join(parts))],
    clean: parts.map((less) => build(join(parts.filter((one) => one !== less)))),
  }
}

function both(...all: readonly Samples[]): Samples {
  return { match: all.flatMap(({ match }) => match), clean: all.flatMap(({ clean }) => clean) }
}

const image: Build = (parts) => [imageOf(parts)]

/** A part of a workload: of the container, of the pod, of its image, or an object beside it. */
interface Piece {
  readonly container?: JsonObject
  readonly pod?: JsonObject
  readonly image?: Parts
  readonly object?: JsonObject
}

function workload(...pieces: readonly Piece[]): Samples {
  const build = (some: readonly Piece[]): readonly Entity[] => {
    const container = Object.assign({}, ...some.map((piece) => piece.container ?? {})) as JsonObject
    const pod = Object.assign({}, ...some.map((piece) => piece.pod ?? {})) as JsonObject
    const objects = some.flatMap(({ object }) => (object === undefined ? [] : [object]))
    return clusterOf(
      [deployment(container, pod), ...objects],
      join(some.flatMap((piece) => (piece.image === undefined ? [] : [piece.image]))),
    )
  }
  return { match: [build(pieces)], clean: pieces.map((less) => build(pieces.filter((one) => one !== less))) }
}

const of = (parts: Parts): Piece => ({ image: parts })
const HOST_PORT: Piece = { container: { ports: [{ containerPort: 8080, hostPort: 8080 }] } }
const PRIVILEGED: Piece = { container: { securityContext: { privileged: true } } }
const SOCKET: Piece = { pod: { volumes: [{ name: 'd', hostPath: { path: '/var/run/docker.sock' } }] } }
const BY_TAG: Piece = { container: { image: 'registry.example/app:latest' } }
const BY_DIGEST: Piece = { container: { image: `registry.example/app@sha256:${'0'.repeat(64)}` } }
const NO_TOKEN: JsonObject = { automountServiceAccountToken: false }

function binding(role: string): Piece {
  return {
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'all' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
    },
  }
}

/** A workload with pieces, and the same with a pod that has no token. */
function withToken(...pieces: readonly Piece[]): Samples {
  const { match, clean } = workload(...pieces)
  return { match, clean: [...clean, ...workload(...pieces, { pod: NO_TOKEN }).match] }
}

/** By the id of the rule. */
export const SAMPLES: Readonly<Record<string, Samples>> = {
  'CHAIN-001': each(containerOf, part.redis, part.open, part.socket),
  'CHAIN-002': both(
    each(containerOf, part.redis, part.open, part.privileged),
    workload(of(part.redis), HOST_PORT, PRIVILEGED),
  ),
  'CHAIN-003': both(
    each(containerOf, part.exploited, part.open, part.socket),
    workload(of(part.log4j), HOST_PORT, SOCKET),
  ),
  'CHAIN-004': both(
    each(containerOf, part.log4j, part.open, part.privileged),
    workload(of(part.exploited), HOST_PORT, PRIVILEGED),
  ),
  'CHAIN-005': both(
    each(containerOf, part.flawed, part.open, part.privileged),
    workload(of(part.flawed), HOST_PORT, PRIVILEGED),
  ),
  'CHAIN-006': both(each(containerOf, part.webshell, part.socket), workload(of(part.webshell), PRIVILEGED)),
  'CHAIN-007': each(containerOf, part.exploited, part.user, part.setuid, part.open, part.diskDevice),
  'CHAIN-008': each(containerOf, part.exploited, part.open, part.oldKernel),
  'CHAIN-009': each(containerOf, part.redis, part.open, part.openEngine),
  'CHAIN-010': each(containerOf, part.redis, part.open, part.openKubelet),
  'CHAIN-020': each(image, part.sshd, part.emptyPassword),
  'CHAIN-021': each(image, part.sshd, part.rootKey),
  'CHAIN-022': both(
    each(image, part.exploited, part.open, part.user, part.setuid),
    each(containerOf, part.exploited, part.open, part.user, part.setuid),
  ),
  'CHAIN-023': both(
    each(image, part.redis, part.open, part.user, part.setuid),
    each(containerOf, part.redis, part.open, part.user, part.setuid),
  ),
  'CHAIN-024': each(image, part.webshell, part.user, part.setuid),
  'CHAIN-030': both(
    each(image, part.exploited, part.cloudKey, part.open),
    each(containerOf, part.exploited, part.cloudKey, part.open),
    workload(of(part.exploited), of(part.cloudKey), HOST_PORT),
  ),
  'CHAIN-031': each(image, part.redis, part.cloudKey, part.open),
  'CHAIN-032': both(each(image, part.deletedKey, part.registryLogin), {
    match: [],
    clean: [image(join([part.cloudKey, part.registryLogin]))],
  }),
  'CHAIN-033': both(
    each(image, part.webshell, part.database),
    each(containerOf, part.webshell, part.database),
    workload(of(part.webshell), of(part.database)),
  ),
  'CHAIN-034': each(image, part.download, part.buildToken),
  'CHAIN-035': each(image, part.webshell, part.kubeconfig),
  'CHAIN-036': each(containerOf, part.exploited, part.open, part.hostKeys),
  'CHAIN-040': each(containerOf, part.miner, part.privileged),
  'CHAIN-041': each(containerOf, part.redis, part.open, part.miner),
  'CHAIN-042': both(each(containerOf, part.reverseShell, part.socket), workload(of(part.reverseShell), PRIVILEGED)),
  'CHAIN-043': each(containerOf, part.remoteShell, part.cloudKey),
  'CHAIN-050': withToken(of(part.exploited), binding('cluster-admin')),
  'CHAIN-051': both(workload(of(part.registryLogin), BY_TAG), {
    match: [],
    clean: workload(of(part.registryLogin), BY_DIGEST).match,
  }),
  'CHAIN-052': workload(HOST_PORT, PRIVILEGED),
  'CHAIN-053': withToken(PRIVILEGED, binding('cluster-admin')),
}
