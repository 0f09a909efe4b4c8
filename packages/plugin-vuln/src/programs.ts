/** A program that stands in an image without a package. */
interface Program {
  /** Its name in Bitnami's database, which has the versions of its makers, where that is another. */
  readonly bitnami?: string
  /** Its name at endoflife.date. */
  readonly support?: string
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
  minio: {},
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
