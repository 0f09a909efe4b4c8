/** Makes a boolean or a number of a text; undefined when it is neither. */
type Cast = (text: string) => boolean | number | undefined

/** Members whose texts compose converts; `*` stands for any member or item. */
export type CastTree = Cast | { readonly [name: string]: CastTree }

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'y', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', 'n', 'no', 'off'].map((word) => [word, false] as const),
])
const toBoolean: Cast = (text) => BOOLEANS.get(text.toLowerCase())
const toInteger: Cast = (text) => (/^[-+]?\d{1,15}$/.test(text) ? Number(text) : undefined)

const LIMIT: CastTree = { '*': { hard: toInteger, soft: toInteger } }

const SERVICE: CastTree = {
  build: { no_cache: toBoolean, privileged: toBoolean, pull: toBoolean },
  depends_on: { '*': { required: toBoolean, restart: toBoolean } },
  healthcheck: { disable: toBoolean, retries: toInteger },
  init: toBoolean,
  oom_kill_disable: toBoolean,
  oom_score_adj: toInteger,
  pids_limit: toInteger,
  ports: { '*': { target: toInteger } },
  post_start: { '*': { privileged: toBoolean } },
  pre_start: { '*': { privileged: toBoolean, read_only: toBoolean } },
  pre_stop: { '*': { privileged: toBoolean } },
  privileged: toBoolean,
  read_only: toBoolean,
  scale: toInteger,
  stdin_open: toBoolean,
  tty: toBoolean,
  ulimits: LIMIT,
  use_api_socket: toBoolean,
  volumes: { '*': { read_only: toBoolean, volume: { nocopy: toBoolean } } },
}
const EXTERNAL: CastTree = { '*': { external: toBoolean } }

/** By compose-go 2.16 (`loader/interpolate.go`), and the booleans that its schema takes as texts. */
export const SECTIONS: CastTree = {
  configs: EXTERNAL,
  jobs: { '*': SERVICE },
  networks: {
    '*': {
      attachable: toBoolean,
      enable_ipv4: toBoolean,
      enable_ipv6: toBoolean,
      external: toBoolean,
      internal: toBoolean,
    },
  },
  secrets: EXTERNAL,
  services: { '*': SERVICE },
  volumes: EXTERNAL,
}

/** The conversion of the member itself, if it has one. */
export function castOf(casts: CastTree | undefined): Cast | undefined {
  return typeof casts === 'function' ? casts : undefined
}
