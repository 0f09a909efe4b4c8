/** Who the containers of an image run as where its Dockerfile says nothing. */
export type BaseUser = 'root' | 'other' | 'unknown'

/** Images that start as a user of their own, by their publishers' Dockerfiles; `*` is any number of characters of a component. */
const OTHERS: readonly string[] = [
  // Docker's official images.
  'api-firewall', 'convertigo', 'elasticsearch', 'fluentd', 'geonetwork', 'groovy', 'haproxy', 'hitch', 'jetty', 'kibana', 'kong', 'liquibase', 'logstash', 'memcached', 'odoo', 'open-liberty', 'rocket.chat', 'solr', 'sonarqube', 'spark', 'teamspeak', 'varnish', 'websphere-liberty', 'adminer',
  // Publishers whose images all do.
  'bitnami/*', 'bitnamilegacy/*', 'bitnamisecure/*', 'confluentinc/cp-*', 'circleci/*', 'cimg/*', 'jupyter/*', 'quay.io/jupyter/*', 'selenium/*', 'opensearchproject/*', 'jaegertracing/*', 'otel/*', 'heroku/heroku', 'gitpod/*',
  'nginxinc/nginx-unprivileged', 'ghcr.io/nginxinc/nginx-unprivileged', 'nginxinc/nginx-s3-gateway',
  'jenkins/jenkins', 'jenkins/agent', 'jenkins/inbound-agent', 'sonatype/nexus3', 'sonatype/nexus', 'quay.io/keycloak/keycloak', 'keycloak/keycloak', 'jboss/*', 'quay.io/wildfly/*',
  'grafana/grafana', 'grafana/grafana-oss', 'grafana/grafana-enterprise', 'grafana/loki', 'grafana/tempo', 'grafana/mimir', 'grafana/k6', 'prom/*', 'quay.io/prometheus/*', 'docker.elastic.co/*/*',
  'apache/airflow', 'apache/kafka', 'apache/nifi', 'apache/spark', 'apache/spark-py', 'apache/superset', 'apache/zeppelin', 'apache/druid', 'apache/hive', 'apache/hadoop', 'apache/activemq-artemis', 'apache/skywalking-*',
  'curlimages/curl', 'n8nio/n8n', 'nodered/node-red', 'renovate/renovate', 'dpage/pgadmin4', 'postgrest/postgrest', 'hashicorp/packer-*', 'istio/proxyv2', 'istio/pilot', 'mcr.microsoft.com/mssql/server', 'mcr.microsoft.com/windows/nanoserver', 'edoburu/pgbouncer', 'wiremock/wiremock', 'hazelcast/hazelcast', 'unleashorg/*',
  // Red Hat's images for building from source.
  'registry.access.redhat.com/ubi*/nodejs-*', 'registry.access.redhat.com/ubi*/python-*', 'registry.access.redhat.com/ubi*/go-toolset', 'registry.access.redhat.com/ubi*/openjdk-*', 'registry.access.redhat.com/ubi*/httpd-*', 'registry.access.redhat.com/ubi*/nginx-*', 'registry.access.redhat.com/ubi*/php-*', 'registry.access.redhat.com/ubi*/ruby-*', 'registry.access.redhat.com/ubi*/perl-*', 'registry.access.redhat.com/ubi*/dotnet-*', 'registry.access.redhat.com/ubi*/s2i-*',
  'cgr.dev/chainguard/*',
  'cgr.dev/*/*',
  'dhi.io/*',
]

/** Images that start as root; those of Docker's official ones that are no bases are left out. */
const ROOTS: readonly string[] = [
  'scratch', 'alpine', 'debian', 'ubuntu', 'centos', 'fedora', 'amazonlinux', 'oraclelinux', 'rockylinux', 'almalinux', 'archlinux', 'opensuse', 'photon', 'busybox', 'buildpack-deps', 'cirros', 'clearlinux', 'mageia', 'sl', 'alt',
  'node', 'python', 'pypy', 'golang', 'rust', 'ruby', 'jruby', 'php', 'perl', 'openjdk', 'eclipse-temurin', 'amazoncorretto', 'sapmachine', 'ibm-semeru-runtimes', 'ibmjava', 'maven', 'gradle', 'gcc', 'swift', 'haskell', 'erlang', 'elixir', 'julia', 'r-base', 'clojure', 'dart', 'mono', 'bash', 'docker', 'hylang', 'rakudo-star', 'swipl',
  'nginx', 'httpd', 'caddy', 'traefik', 'tomcat', 'tomee', 'redis', 'postgres', 'mysql', 'mariadb', 'percona', 'mongo', 'mongo-express', 'rabbitmq', 'cassandra', 'couchdb', 'couchbase', 'influxdb', 'telegraf', 'chronograf', 'neo4j', 'nats', 'zookeeper', 'consul', 'vault', 'registry', 'ghost', 'wordpress', 'drupal', 'joomla', 'nextcloud', 'owncloud', 'phpmyadmin', 'eclipse-mosquitto', 'flink', 'storm', 'arangodb', 'crate', 'rethinkdb', 'matomo', 'mediawiki', 'redmine', 'xwiki', 'yourls', 'znc', 'unit', 'composer', 'hello-world',
  'gcr.io/distroless/*', 'mcr.microsoft.com/dotnet/*', 'mcr.microsoft.com/devcontainers/*', 'mcr.microsoft.com/playwright', 'mcr.microsoft.com/playwright/*', 'mcr.microsoft.com/cbl-mariner/*', 'mcr.microsoft.com/azurelinux/*', 'mcr.microsoft.com/openjdk/jdk', 'mcr.microsoft.com/powershell', 'mcr.microsoft.com/azure-cli', 'mcr.microsoft.com/windows/servercore', 'mcr.microsoft.com/windows',
  'registry.access.redhat.com/ubi*', 'registry.access.redhat.com/ubi*/ubi', 'registry.access.redhat.com/ubi*/ubi-*', 'redhat/ubi*', 'quay.io/centos/*', 'quay.io/fedora/*', 'rockylinux/rockylinux', 'nvidia/cuda', 'nvcr.io/nvidia/*', 'tensorflow/tensorflow', 'pytorch/pytorch', 'continuumio/*', 'condaforge/*', 'public.ecr.aws/lambda/*', 'public.ecr.aws/amazonlinux/*', 'amazon/aws-cli', 'google/cloud-sdk', 'linuxserver/*', 'lscr.io/linuxserver/*', 'minio/minio', 'minio/mc', 'hashicorp/terraform', 'openresty/openresty', 'phusion/baseimage', 'phusion/*', 'bitnami/minideb', 'balenalib/*', 'arm64v8/*', 'arm32v7/*', 'amd64/*', 'oven/bun', 'denoland/deno', 'cgr.dev/chainguard/wolfi-base',
]

const COMPILED: readonly (readonly [BaseUser, RegExp])[] = [
  // What is named whole comes before what is named by a star.
  ...forms('root', ROOTS.filter((name) => !name.includes('*'))),
  ...forms('other', OTHERS),
  ...forms('root', ROOTS.filter((name) => name.includes('*'))),
]

function forms(user: BaseUser, names: readonly string[]): readonly (readonly [BaseUser, RegExp])[] {
  return names.map((name) => [user, new RegExp(`^${name.split('*').map((part) => part.replaceAll(/[.+?^$()[\]{}|\\/]/g, '\\$&')).join('[^/]*')}$`)] as const)
}

/** Registries that hold Docker's official images under other names. */
const MIRRORS = /^(?:(?:index\.|registry-1\.)?docker\.io\/(?:library\/)?|library\/|public\.ecr\.aws\/docker\/library\/|mirror\.gcr\.io\/(?:library\/)?)/

/** Who an image starts as, as far as it is known. */
export function baseUserOf(image: string): BaseUser {
  const [, name = '', tag = ''] = /^([^@]*?)(?::([^:/@]*))?(?:@.*)?$/s.exec(image.toLowerCase()) ?? []
  const short = name.replace(MIRRORS, '')
  if (/(?:^|[-_./])(?:nonroot|non-root|unprivileged|rootless)(?:[-_.]|$)/.test(`${short}-${tag}`) || (short.startsWith('mcr.microsoft.com/dotnet/') && tag.includes('chiseled'))) return 'other'
  return COMPILED.find(([, form]) => form.test(short))?.[0] ?? 'unknown'
}
