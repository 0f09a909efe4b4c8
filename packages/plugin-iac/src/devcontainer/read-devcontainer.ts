import type { Service } from '../compose/service.ts'
import { asList, asMembers, asText, asWord, at, isMembers } from '../values.ts'
import type { Members } from '../values.ts'
import type { Path } from '../yaml/places.ts'
import { flagsOf } from './run-flags.ts'

/** A dev container as docker runs it. */
export interface DevContainer {
  readonly value: Members
  /** The container in the terms of a compose service, so that rules on services can check it. */
  readonly service: Service
  /** Where a value of the service stands in the file. */
  readonly originOf: (path: Path) => Path
  /** Commands that are run when a folder is opened, and later. */
  readonly commands: readonly LifecycleCommand[]
}

/** A command of the life of a dev container. */
export interface LifecycleCommand {
  readonly name: string
  readonly path: Path
  /** For a shell; a list is the words of one program. */
  readonly command: string | readonly string[]
}

const LIFECYCLE = [
  'initializeCommand',
  'onCreateCommand',
  'updateContentCommand',
  'postCreateCommand',
  'postStartCommand',
  'postAttachCommand',
]
/** Flags of `docker run` that are a member of a service, and those that are an item of one. */
const SINGLE: Readonly<Record<string, string>> = {
  network: 'network_mode',
  net: 'network_mode',
  pid: 'pid',
  ipc: 'ipc',
  uts: 'uts',
  userns: 'userns_mode',
  cgroupns: 'cgroup',
  user: 'user',
  u: 'user',
}
const LISTED: Readonly<Record<string, string>> = {
  volume: 'volumes',
  v: 'volumes',
  mount: 'volumes',
  'cap-add': 'cap_add',
  'security-opt': 'security_opt',
  device: 'devices',
  env: 'environment',
  e: 'environment',
  publish: 'ports',
  p: 'ports',
}
const MAX_ITEMS = 2_000

/** Reads the members of a `devcontainer.json`, or of a `devcontainer-feature.json`, which says the same of what it adds. */
export function readDevContainer(document: unknown): DevContainer {
  const value = asMembers(document)
  const members = Object.create(null) as Record<string, unknown>
  const origins = new Map<string, Path>()
  let left = MAX_ITEMS
  const set = (name: string, content: unknown, path: Path): void => {
    members[name] = content
    origins.set(name, path)
  }
  const push = (name: string, content: unknown, path: Path, into: Record<string, unknown> = members): void => {
    const list = Array.isArray(into[name]) ? (into[name] as unknown[]) : []
    into[name] = list
    if (left-- > 0) origins.set(`${into === members ? '' : 'build.'}${name}.${list.push(content) - 1}`, path)
  }
  const pushAll = (name: string, content: unknown, path: Path): void => {
    if (Array.isArray(content)) for (const [index, item] of content.entries()) push(name, item, [...path, index])
    else if (isMembers(content))
      for (const [key, item] of Object.entries(content)) push(name, `${key}=${asWord(item)}`, [...path, key])
  }
  if (asText(value['image']) !== undefined) set('image', value['image'], ['image'])
  if (value['privileged'] === true) set('privileged', true, ['privileged'])
  pushAll('cap_add', value['capAdd'], ['capAdd'])
  pushAll('security_opt', value['securityOpt'], ['securityOpt'])
  pushAll('environment', value['containerEnv'], ['containerEnv'])
  pushAll('environment', value['remoteEnv'], ['remoteEnv'])
  for (const [index, mount] of asList(value['mounts']).entries()) push('volumes', toVolume(mount), ['mounts', index])
  const workspace = asText(value['workspaceMount'])
  if (workspace !== undefined) push('volumes', toVolume(workspace), ['workspaceMount'])
  // A number is published on the loopback of the machine.
  for (const [index, port] of (Array.isArray(value['appPort'])
    ? (value['appPort'] as unknown[])
    : [value['appPort']]
  ).entries()) {
    if (typeof port === 'string')
      push('ports', port, Array.isArray(value['appPort']) ? ['appPort', index] : ['appPort'])
  }
  for (const { name, text, index } of flagsOf(value['runArgs'])) {
    const path: Path = ['runArgs', index]
    const single = Object.hasOwn(SINGLE, name) ? SINGLE[name] : undefined
    const listed = Object.hasOwn(LISTED, name) ? LISTED[name] : undefined
    if (name === 'privileged' && text !== 'false') set('privileged', true, path)
    else if (single !== undefined) set(single, text, path)
    else if (listed !== undefined) push(listed, listed === 'volumes' ? toVolume(text) : text, path)
  }
  for (const [index, [id]] of Object.entries(asMembers(value['features'])).entries()) {
    if (index > 200) break
    const feature = id.replace(/[:@][^/]*$/, '').toLowerCase()
    if (feature.endsWith('/docker-in-docker')) set('privileged', true, ['features', id])
    if (feature.endsWith('/docker-outside-of-docker'))
      push('volumes', { type: 'bind', source: '/var/run/docker.sock', target: '/var/run/docker-host.sock' }, [
        'features',
        id,
      ])
  }
  const build: Record<string, unknown> = { args: [] }
  for (const [name, item] of Object.entries(asMembers(at(value, 'build', 'args'))))
    push('args', `${name}=${asWord(item)}`, ['build', 'args', name], build)
  for (const { name, text, index } of flagsOf(at(value, 'build', 'options'))) {
    const path: Path = ['build', 'options', index]
    if (name === 'build-arg') push('args', text, path, build)
    else if (name === 'allow') push('entitlements', text, path, build)
    else if (name === 'network') {
      build['network'] = text
      origins.set('build.network', path)
    }
  }
  if (isMembers(value['build'])) members['build'] = build
  return {
    value,
    service: { name: '', path: [], value: resolveAll(members) },
    originOf(path) {
      for (let length = path.length; length > 0; length--) {
        const found = origins.get(path.slice(0, length).join('.'))
        if (found) return found
      }
      return []
    },
    commands: LIFECYCLE.flatMap((name) => commandsOf(value[name], name, [name])),
  }
}

/** `source=/a,target=/b,type=bind`, or an object of these, as a volume of compose. */
function toVolume(mount: unknown): unknown {
  const text = asText(mount)
  if (text !== undefined && !/(?:^|,)(?:source|src|target|dst|destination|type)=/.test(text)) return text
  const fields =
    text === undefined
      ? asMembers(mount)
      : Object.fromEntries(
          text
            .split(',')
            .map((part) => [part.split('=', 1)[0]?.trim() ?? '', part.slice(part.indexOf('=') + 1).trim()]),
        )
  return {
    type: fields['type'],
    source: fields['source'] ?? fields['src'],
    target: fields['target'] ?? fields['dst'] ?? fields['destination'],
    bind: { propagation: fields['bind-propagation'] },
  }
}

/** Texts with the variables of dev containers in the words of compose: the home of a person is `${HOME}`, a default is put in. */
function resolveAll(value: unknown): Members
function resolveAll(value: unknown): unknown {
  if (typeof value === 'string') return resolve(value)
  if (Array.isArray(value)) return value.map((item: unknown) => resolveAll(item) as unknown)
  if (!isMembers(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolveAll(member) as unknown]))
}

function resolve(text: string): string {
  return text
    .replaceAll(
      /\$\{(?:localEnv|env):([A-Za-z_]\w*)(?::([^{}]*))?\}/g,
      (_, name: string, standby: string | undefined) => standby ?? `\${${name}}`,
    )
    .replace('${HOME}${USERPROFILE}', '${HOME}')
    .replace('${USERPROFILE}${HOME}', '${HOME}')
}

function commandsOf(value: unknown, name: string, path: Path): readonly LifecycleCommand[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [{ name, path, command: value }]
  if (Array.isArray(value)) return value.length === 0 ? [] : [{ name, path, command: value.map(asWord) }]
  return path.length > 1
    ? []
    : Object.entries(asMembers(value)).flatMap(([key, one]) => commandsOf(one, name, [...path, key]))
}
