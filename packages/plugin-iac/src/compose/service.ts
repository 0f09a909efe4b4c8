import { asList, asMembers, asText, asWord } from '../values.ts'
import type { Members } from '../values.ts'
import type { Path } from '../yaml/places.ts'

/** A service of a compose project. */
export interface Service {
  readonly name: string
  readonly path: Path
  /** As docker compose runs it: with what it extends, and what other files say of it. */
  readonly value: Members
}

/** A setting of the form `name=value` or `name: value`. */
export interface Setting {
  readonly name: string
  readonly value: string
  readonly path: Path
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
    const source = text === undefined ? (asText(asMembers(volume)['source']) ?? '') : text.split(':', 2)[0]
    const where = [...path, 'volumes', index, ...(text === undefined ? ['source'] : [])]
    return /^(?:\/|~|\$\{(?:HOME|USERPROFILE)\})/.test(source ?? '') &&
      source !== undefined &&
      (text === undefined || text.includes(':'))
      ? [{ source, path: where }]
      : []
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
    const [, address = '', published = '', target = ''] =
      /^(?:(\[[^\]]*\]|\d{1,3}(?:\.\d{1,3}){3}|\$\{[^}]*\}):)?(?:([^:]*):)?([^:]+)$/.exec(asWord(port)) ?? []
    return target === '' ? [] : [{ address: address.replace(/^\[|\]$/g, ''), published, target, path: where }]
  })
}
