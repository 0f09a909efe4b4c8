import { isSecretName } from '@veinmind/sdk'
import type { Container, Image, Json, JsonObject, ReportEvent } from '@veinmind/sdk'

/** Facts about an image. `more` is added to the detail; the original's event has only its own keys. */
export function basicImage(image: Image, more: JsonObject = {}): ReportEvent {
  const { config } = image
  return {
    type: 'BasicImage',
    class: 'info',
    locations: [],
    detail: {
      references: [...image.references],
      created_time: unixTime(config.created),
      env: [...config.env],
      entrypoint: [...config.entrypoint],
      cmd: [...config.cmd],
      working_dir: config.workingDir,
      author: config.author,
      ...more,
    },
    secrets: secretsOfEnv(config.env),
  }
}

/** Facts about a container. `more` adds to or replaces what is taken from it (the root process, say). */
export function basicContainer(container: Container, more: JsonObject = {}): ReportEvent {
  const { processes = [] } = container
  return {
    type: 'BasicContainer',
    class: 'info',
    locations: [],
    detail: {
      name: container.name,
      created_time: unixTime(container.created),
      state: container.state,
      runtime: container.runtime,
      hostname: container.hostname,
      imageID: container.image?.id ?? '',
      ...(container.security.privileged === undefined ? {} : { privileged: container.security.privileged }),
      process: { args: [...container.args], env: [...container.env], cwd: container.workingDir },
      mounts: container.mounts.map(mountDetail),
      processes: processes.map(processDetail),
      ...more,
    },
    secrets: secretsOfEnv([...container.env, ...processes.flatMap((process) => process.env ?? [])]),
  }
}

/** Facts about a cluster, as its plugin has them. */
export function basicCluster(detail: JsonObject): ReportEvent {
  return { type: 'BasicCluster', class: 'info', locations: [], detail }
}

/** The values of variables whose name says that they are secret; a switch (`true`) or the path of a file is none. */
function secretsOfEnv(env: readonly string[]): string[] {
  const secrets = new Set<string>()
  for (const variable of env) {
    const equals = variable.indexOf('=')
    const value = variable.slice(equals + 1)
    const isOpen =
      value === '' || /^(?:true|false|yes|no|on|off|none|null|\d{1,3})$/i.test(value) || /^\/[\w./@+-]*$/.test(value)
    if (equals > 0 && !isOpen && isSecretName(variable.slice(0, equals))) secrets.add(value)
  }
  return [...secrets]
}

function mountDetail(mount: Container['mounts'][number]): Json {
  const { destination, type, source, options, readOnly } = mount
  return { destination, type, source, options: [...options], permission: readOnly ? 'ro' : 'rw' }
}

function processDetail(process: NonNullable<Container['processes']>[number]): Json {
  return {
    cmdline: process.args.join(' '),
    ...(process.cwd === undefined ? {} : { cwd: process.cwd }),
    ...(process.env === undefined ? {} : { environ: [...process.env] }),
    ...(process.exe === undefined ? {} : { exe: process.exe }),
    ...(process.gids === undefined ? {} : { gids: [...process.gids] }),
    ...(process.uids === undefined ? {} : { uids: [...process.uids] }),
    ...(process.parent === undefined ? {} : { ppid: process.parent }),
    pid: process.pid,
    ...(process.hostPid === undefined ? {} : { host_pid: process.hostPid }),
    name: process.name,
    ...(process.started === undefined ? {} : { createTime: process.started }),
  }
}

function unixTime(created: string | undefined): number {
  const milliseconds = created === undefined ? Number.NaN : Date.parse(created)
  return Number.isNaN(milliseconds) ? 0 : Math.floor(milliseconds / 1000)
}
