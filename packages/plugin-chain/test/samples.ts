import type { Entity } from '@veinmind/sdk'
import { buildZip } from '@veinmind/testing'
import { clusterOf, containerOf, deployment } from './sample.ts'
import type { Parts } from './sample.ts'

/** Things that show a path, and things that lack one of its steps. */
export interface Samples {
  readonly match: readonly (readonly Entity[])[]
  readonly clean: readonly (readonly Entity[])[]
}

const REDIS = { 'etc/redis/redis.conf': 'requirepass foobared\nbind 0.0.0.0\n' }
const OPEN = ['0.0.0.0:6379->6379/tcp']
const LOCAL = ['127.0.0.1:6379->6379/tcp', '8080/tcp']
const SOCKET = ['/var/run/docker.sock']
const PRIVILEGED = { privileged: true }
const LOG4J = {
  'opt/app/log4j-core-2.14.1.jar': buildZip({
    'META-INF/maven/org.apache.logging.log4j/log4j-core/pom.properties':
      'groupId=org.apache.logging.log4j\nartifactId=log4j-core\nversion=2.14.1\n',
    'org/apache/logging/log4j/core/lookup/JndiLookup.class': 'x',
  }),
}
const HOST_PORT = { ports: [{ containerPort: 8080, hostPort: 8080 }] }

/** A container of all parts, and ones that lack one of them. */
function without(parts: Parts, ...lacking: readonly Parts[]): Samples {
  return { match: [containerOf(parts)], clean: lacking.map((less) => containerOf({ ...parts, ...less })) }
}

/** By the id of the rule. */
export const SAMPLES: Readonly<Record<string, Samples>> = {
  'CHAIN-001': without(
    { files: REDIS, ports: OPEN, mounts: SOCKET },
    { files: {} },
    { ports: LOCAL },
    { mounts: ['/srv'] },
  ),
  'CHAIN-002': without(
    { files: REDIS, ports: OPEN, security: PRIVILEGED },
    { files: {} },
    { ports: LOCAL },
    { security: {} },
  ),
  'CHAIN-003': without(
    { files: LOG4J, ports: OPEN, mounts: SOCKET },
    { files: {} },
    { ports: LOCAL },
    { mounts: ['/srv'] },
  ),
  'CHAIN-004': {
    match: [
      containerOf({ files: LOG4J, ports: OPEN, security: PRIVILEGED }),
      clusterOf([deployment({ securityContext: { privileged: true }, ...HOST_PORT })], { files: LOG4J }),
    ],
    clean: [
      containerOf({ files: LOG4J, ports: OPEN }),
      clusterOf([deployment({ securityContext: { privileged: true }, ...HOST_PORT })], {}),
      clusterOf([deployment(HOST_PORT)], { files: LOG4J }),
      clusterOf([deployment({ securityContext: { privileged: true } })], { files: LOG4J }),
    ],
  },
}
