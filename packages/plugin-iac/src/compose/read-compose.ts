import type { Diagnostic } from '../finding.ts'
import { asList, asMembers, asText, asWord, at } from '../values.ts'
import type { Members } from '../values.ts'
import { parseYaml } from '../yaml/parse-yaml.ts'
import type { YamlDocument } from '../yaml/parse-yaml.ts'
import type { Path } from '../yaml/places.ts'

/** A service of a compose file. */
export interface Service {
  readonly name: string
  readonly path: Path
  /** As it is written. */
  readonly value: Members
  /** With what it takes from others by `extends`, where they stand in the same file: to ask whether something is set. */
  readonly effective: Members
}

/** A setting of the form `name=value` or `name: value`. */
export interface Setting {
  readonly name: string
  readonly value: string
  readonly path: Path
}

/** A compose file. */
export interface ComposeFile {
  readonly document: YamlDocument
  readonly services: readonly Service[]
}

/** The services of a compose file; no file where the text has none. */
export function readCompose(text: string): { readonly files: readonly ComposeFile[]; readonly problems: readonly Diagnostic[] } {
  const { documents, problems } = parseYaml(text)
  return { files: documents.map((document) => ({ document, services: servicesOf(document.value) })), problems }
}

function servicesOf(value: unknown): readonly Service[] {
  const all = asMembers(at(value, 'services'))
  return Object.entries(all).map(([name, service]) => ({ name, path: ['services', name], value: asMembers(service), effective: extend(all, name) }))
}

/** A service with those that it extends below it; eight of them, so that a circle ends. */
function extend(all: Members, name: string): Members {
  const chain: Members[] = []
  for (let next: string | undefined = name; next !== undefined && chain.length < 8; ) {
    const service: Members = Object.hasOwn(all, next) ? asMembers(all[next]) : {}
    chain.push(service)
    const { extends: parent } = service
    next = asText(parent) ?? (asText(at(parent, 'file')) === undefined ? asText(at(parent, 'service')) : undefined)
  }
  return Object.assign({}, ...chain.toReversed()) as Members
}

/** `environment`, `build.args` and their like: an object, or a list of `name=value`. */
export function settingsOf(value: unknown, path: Path): readonly Setting[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      const text = asText(item) ?? ''
      const equals = text.indexOf('=')
      return equals > 0 ? [{ name: text.slice(0, equals), value: text.slice(equals + 1), path: [...path, index] }] : []
    })
  }
  return Object.entries(asMembers(value)).flatMap(([name, item]) => {
    const text = typeof item === 'string' || typeof item === 'number' ? String(item) : undefined
    return text === undefined ? [] : [{ name, value: text, path: [...path, name] }]
  })
}

/** The folders and files of the host that a service mounts. */
export function hostMountsOf({ value, path }: Service): readonly { readonly source: string; readonly path: Path }[] {
  return asList(value['volumes']).flatMap((volume, index) => {
    const text = asText(volume)
    const source = text === undefined ? asText(asMembers(volume)['source']) : text.split(':', 2)[0]
    const where = [...path, 'volumes', index, ...(text === undefined ? ['source'] : [])]
    return source?.startsWith('/') === true && (text === undefined || text.includes(':')) ? [{ source, path: where }] : []
  })
}

/** A port of the host that leads to a service. */
export interface PublishedPort {
  /** Address of the host; `''` is every address. */
  readonly address: string
  readonly published: string
  readonly target: string
  readonly path: Path
}

/** The ports that a service publishes: `8080:80`, `127.0.0.1:8080:80/tcp`, `[::1]:80:80`, or the long form. */
export function portsOf({ value, path }: Service): readonly PublishedPort[] {
  return asList(value['ports']).flatMap((port, index): PublishedPort[] => {
    const where = [...path, 'ports', index]
    if (typeof port === 'object' && port !== null) {
      const { host_ip: address, published, target } = asMembers(port)
      return [{ address: asText(address) ?? '', published: asWord(published), target: asWord(target), path: where }]
    }
    const [, address = '', published = '', target = ''] = /^(?:(\[[^\]]*\]|\d{1,3}(?:\.\d{1,3}){3}|\$\{[^}]*\}):)?(?:([^:]*):)?([^:]+)$/.exec(asWord(port)) ?? []
    return target === '' ? [] : [{ address: address.replace(/^\[|\]$/g, ''), published, target, path: where }]
  })
}
