/** A program that stands in an image without a package. */
interface Program {
  /** Its name in Bitnami's database, which has the versions of its makers, where that is another. */
  readonly bitnami?: string
  /** Its name at endoflife.date. */
  readonly support?: string
  /** Its version as Bitnami's database has it, where its makers write it otherwise; undefined for what is no version. */
  readonly versionOf?: (version: string) => string | undefined
}

/** `RELEASE.2023-03-13T19-46-17Z` is 2023.3.13 there. */
function minioDay(version: string): string | undefined {
  const [, year, month, day] = /\.(\d{4})-(\d\d)-(\d\d)T/.exec(version) ?? []
  return year === undefined ? undefined : `${year}.${Number(month)}.${Number(day)}`
}

/** Programs by the names of their packages. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  node: { support: 'nodejs' },
  python: { support: 'python' },
  ruby: { support: 'ruby' },
  php: { support: 'php' },
  perl: { support: 'perl' },
  nginx: { support: 'nginx' },
  httpd: { bitnami: 'apache', support: 'apache-http-server' },
  haproxy: { support: 'haproxy' },
  redis: { support: 'redis' },
  valkey: { support: 'valkey' },
  postgresql: { support: 'postgresql' },
  postgres: { bitnami: 'postgresql', support: 'postgresql' },
  mysql: { support: 'mysql' },
  mariadb: { support: 'mariadb' },
  mongodb: { support: 'mongodb' },
  openssl: { support: 'openssl' },
  minio: { versionOf: minioDay },
  traefik: { support: 'traefik' },
  envoy: { support: 'envoy' },
  consul: { support: 'consul' },
  vault: { support: 'hashicorp-vault' },
  etcd: { support: 'etcd' },
  kubectl: { support: 'kubernetes' },
  containerd: { support: 'containerd' },
  helm: {},
  erlang: { support: 'erlang' },
  rust: { support: 'rust' },
  dotnet: { support: 'dotnet' },
  memcached: { support: 'memcached' },
  rabbitmq: { support: 'rabbitmq' },
  elasticsearch: { support: 'elasticsearch' },
  grafana: { support: 'grafana' },
  prometheus: { support: 'prometheus' },
  tomcat: { support: 'tomcat' },
}

/** What is known of a program by its name. */
export function programOf(name: string): Program | undefined {
  return Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined
}
