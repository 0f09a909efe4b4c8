import { buildContainer, buildIacFile, buildImage, layer } from '@veinmind/testing'
import type { Entity } from '@veinmind/sdk'

/** A secret as it is planted, in the kinds of text that the plugins read. */
export interface Planted {
  readonly secret: string
  readonly entities: readonly Entity[]
}

const pem = (body: string): string =>
  ['-----BEGIN PRIVATE', ` KEY-----\n${body.replace(/.{64}/g, '$&\n')}\n`, '-----END PRIVATE', ' KEY-----'].join('')
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const jwt = (secret: string): string =>
  [{ alg: 'HS256', typ: 'JWT' }, { sub: secret }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat('c2lnbmF0dXJlLW9mLWl0LWFsbA')
    .join('.')

/** Lines of configuration that hold a secret; each stands in a file, a variable, a step and a command. */
export const LINES: readonly ((secret: string) => string)[] = [
  (secret) => `DB_PASSWORD=${secret}`,
  (secret) => `db.password: "${secret}"`,
  (secret) => JSON.stringify({ user: 'app', password: secret, note: 'x' }),
  (secret) => JSON.stringify(JSON.stringify({ api_key: secret })),
  (secret) => `<password>${secret}</password>`,
  (secret) => `define('DB_PASSWORD', '${secret}');`,
  (secret) => `postgres://app:${encodeURIComponent(secret)}@db.corp.local:5432/app`,
  (secret) => `glpat-${secret}`,
  (secret) => `STRIPE=${['sk', 'live', ''].join('_')}${secret}`,
  (secret) => `AWS_SECRET_ACCESS_KEY=${secret}`,
  (secret) => `Authorization: Bearer ${secret}`,
  (secret) => `Authorization: Basic ${base64(`deploy:${secret}`)}`,
  (secret) => `{"auths":{"r.corp.local":{"auth":"${base64(`deploy:${secret}`)}"}}}`,
  (secret) =>
    `.dockerconfigjson: ${base64(JSON.stringify({ auths: { 'r.corp.local': { auth: base64(`deploy:${secret}`) } } }))}`,
  (secret) => `SESSION=${jwt(secret)}`,
  (secret) => JSON.stringify({ private_key: pem(secret) }),
  (secret) => `KEY="${pem(secret).replaceAll('\n', '\\n')}"`,
  (secret) => pem(secret),
  (secret) => `client-key-data: ${base64(pem(secret))}`,
  (secret) => `mysql -h db -u app -p${secret} -e "select 1"`,
  (secret) => `curl -k -u deploy:${secret} https://a.corp.local/x | sh`,
  (secret) => `echo app:${secret} | chpasswd`,
  (secret) => `requirepass ${secret}`,
  (secret) => `redis-cli -a ${secret} ping`,
  (secret) => `//registry.npmjs.org/:_authToken=${secret}`,
]

/** An image that has lines in its files, its variables, its labels, its history and its commands. */
export function imageWith(lines: readonly string[]): Entity {
  const joined = lines.join('\n')
  return buildImage(
    layer(
      {
        'srv/app.conf': joined,
        'srv/one-line.json': lines.join('; '),
        'srv/app.env': lines.map((line) => `X_${line}`).join('\n'),
        'srv/wide.conf': Buffer.from(`\ufeff${joined}`, 'utf16le'),
        'etc/redis/redis.conf': `${joined}\n`,
        'root/.docker/config.json': joined,
      },
      { createdBy: `RUN ${lines.filter((line) => !line.includes('\n')).join(' && ')}` },
    ),
    layer({ 'srv/b': '1' }, { createdBy: `ENV ${lines.at(-1) ?? ''}` }),
    {
      references: ['app:1'],
      config: {
        Env: lines.flatMap((line, index) => [`V${index}_TOKEN=${line}`, line]),
        Labels: Object.fromEntries(lines.map((line, index) => [`password.${index}`, line])),
        Cmd: ['sh', '-c', lines.join(' ; ')],
      },
    },
  )
}

/** The same in the configuration and the processes of a container. */
export function containerWith(lines: readonly string[]): Entity {
  return buildContainer({
    env: lines.map((line, index) => `V${index}_PASSWORD=${line}`),
    args: lines,
    processes: [{ pid: 1, name: 'app', args: lines, env: lines }],
  })
}

/** The same in files of infrastructure as code. */
export function iacWith(lines: readonly string[], secret: string): readonly Entity[] {
  const quoted = JSON.stringify(secret)
  return [
    buildIacFile(
      'Dockerfile',
      [
        'FROM alpine',
        `ENV DB_PASSWORD=${quoted}`,
        `ARG API_TOKEN=${secret}`,
        ...lines.filter((line) => !line.includes('\n')).map((line) => `RUN ${line}`),
      ].join('\n'),
    ),
    buildIacFile(
      'compose.yaml',
      `services:\n  web:\n    image: a:1\n    privileged: true\n    environment:\n      DB_PASSWORD: ${quoted}\n${lines.map((line, index) => `      V${index}: ${JSON.stringify(line)}`).join('\n')}\n`,
    ),
    buildIacFile(
      'objects.yaml',
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  password: ${quoted}\n${lines.map((line, index) => `  v${index}: ${JSON.stringify(line)}`).join('\n')}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  k: ${base64(secret)}\nstringData:\n  p: ${quoted}\n`,
    ),
    buildIacFile(
      'pod.yaml',
      `apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {token: ${quoted}}}\nspec:\n  containers:\n    - name: a\n      image: a:1\n      args: [${JSON.stringify(`--password=${secret}`)}]\n      env:\n        - {name: DB_PASSWORD, value: ${quoted}}\n${lines.map((line, index) => `        - {name: V${index}_TOKEN, value: ${JSON.stringify(line)}}`).join('\n')}\n`,
    ),
    buildIacFile(
      'encryption.yaml',
      `apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n  - resources: [secrets]\n    providers:\n      - identity: {}\n      - aescbc: {keys: [{name: k, secret: ${quoted}}]}\n`,
    ),
    buildIacFile(
      'docker-bake.hcl',
      `target "app" {\n  args = {\n    API_TOKEN = ${quoted}\n  }\n  secret = ["type=env,id=${secret}"]\n}\n`,
    ),
    buildIacFile(
      '.devcontainer/devcontainer.json',
      JSON.stringify({
        image: 'a:1',
        containerEnv: { API_TOKEN: secret },
        runArgs: ['--privileged', '-e', `DB_PASSWORD=${secret}`],
        postCreateCommand: lines.filter((line) => !line.includes('\n')).join(' && '),
      }),
    ),
    buildIacFile(
      'inline.yaml',
      `services:\n  web:\n    build:\n      args: {DB_PASSWORD: ${quoted}}\n      dockerfile_inline: |\n        FROM alpine\n        ENV API_TOKEN=${secret}\n`,
    ),
  ]
}
