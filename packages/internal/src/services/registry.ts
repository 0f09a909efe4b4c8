import { VeinmindError } from '@veinmind/sdk'
import type { Json, ServiceFunction } from '@veinmind/sdk'

/** A namespace of functions with a manifest that describes it. */
export interface Service {
  readonly manifest: Json
  readonly functions: Readonly<Record<string, ServiceFunction>>
}

/**
 * Services of a host by namespace and name. `inherit` layers one registry over another: what is not found in the upper
 * one is looked for below, so that a host can give one plugin its own `report` and share the rest.
 */
export class Registry {
  readonly #parent: Registry | undefined
  readonly #services = new Map<string, Service>()

  constructor(parent?: Registry) {
    this.#parent = parent
  }

  /** Adds a service; throws `SERVICE_EXISTS` when this layer already has the namespace. */
  define(namespace: string, service: Service): this {
    if (this.#services.has(namespace))
      throw new VeinmindError('SERVICE_EXISTS', `service ${namespace} is already defined`)
    this.#services.set(namespace, service)
    return this
  }

  /** A registry over this one. */
  inherit(): Registry {
    return new Registry(this)
  }

  /** The function, from this layer or the nearest below that has the namespace. */
  getService(namespace: string, name: string): ServiceFunction | undefined {
    const service = this.#find(namespace)
    return service && Object.hasOwn(service.functions, name) ? service.functions[name] : undefined
  }

  hasNamespace(namespace: string): boolean {
    return this.#find(namespace) !== undefined
  }

  /** The manifest of a namespace; throws `SERVICE_UNKNOWN`. */
  getManifest(namespace: string): Json {
    return this.#get(namespace).manifest
  }

  /** The names of the functions of a namespace, sorted; throws `SERVICE_UNKNOWN`. */
  listServices(namespace: string): readonly string[] {
    return Object.keys(this.#get(namespace).functions).sort()
  }

  #find(namespace: string): Service | undefined {
    const own = this.#services.get(namespace)
    if (own || !this.#parent) return own
    return this.#parent.#find(namespace)
  }

  #get(namespace: string): Service {
    const service = this.#find(namespace)
    if (!service) throw new VeinmindError('SERVICE_UNKNOWN', `no service ${namespace}`)
    return service
  }
}

/** The namespace of the report service, as libveinmind plugins know it. */
export const REPORT_NAMESPACE = 'github.com/chaitin/veinmind-tools/veinmind-common/go/service/report'

/** The namespace of the logging service, as libveinmind plugins know it. */
export const LOGGING_NAMESPACE = 'github.com/chaitin/libveinmind/logging'

/** The namespace of the configuration service, as libveinmind plugins know it. */
export const CONF_NAMESPACE = 'github.com/chaitin/veinmind-tools/veinmind-common/go/service/conf'

/** The namespace of the entity that a plugin scans, for plugins that have no runtime of their own; its version is part of the name. */
export const ENTITY_NAMESPACE = 'veinmind/entity/1'

/** The namespace of the work that a host has for a plugin whose process works as long as a run takes. */
export const WORK_NAMESPACE = 'veinmind/work/1'

/** The namespace of the records of a plugin's inspectors, of the entity that it scans. */
export const RECORDS_NAMESPACE = 'veinmind/records/1'

/** The namespace of what is known of the entity that a plugin scans. */
export const FACTS_NAMESPACE = 'veinmind/facts/1'
