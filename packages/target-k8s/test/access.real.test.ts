import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startKubeApiserver } from '@veinmind/services'
import type { KubeApiserver } from '@veinmind/services'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createClient, findKind, loadAccess, openCluster } from '../src/index.ts'
import type { AccessOptions, Kind } from '../src/index.ts'

let kube: KubeApiserver
let folder = ''
let port = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-access-'))
  kube = await startKubeApiserver()
  port = new URL(kube.url).port
  const list = { rules: [{ apiGroups: [''], resources: ['namespaces'], verbs: ['list'] }] }
  await kube.send('POST', '/apis/rbac.authorization.k8s.io/v1/clusterroles', { metadata: { name: 'list' }, ...list })
  const subjects = [
    ...['client', 'somebody'].map((name) => ({ kind: 'User', name, apiGroup: 'rbac.authorization.k8s.io' })),
    { kind: 'ServiceAccount', name: 'scanner', namespace: 'default' },
  ]
  await kube.send('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'list' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'list' },
    subjects,
  })
  await kube.send('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'scanner' } })
})
afterAll(async () => {
  await kube.stop()
  await rm(folder, { recursive: true })
})
afterEach(() => vi.unstubAllEnvs())

/** A token of the service account `scanner`, as a Pod gets one. */
async function serviceAccountToken(): Promise<string> {
  const { status } = (await kube.send('POST', '/api/v1/namespaces/default/serviceaccounts/scanner/token', {
    spec: { expirationSeconds: 3600 },
  })) as { status: { token: string } }
  return status.token
}

interface Written {
  readonly name?: string
  readonly cluster?: object
  readonly user?: object
  readonly more?: object
}

/** Writes a kubeconfig with one context of the name `name`. */
async function write(file: string, { name = 'test', cluster = {}, user = {}, more = {} }: Written): Promise<string> {
  const path = join(folder, file)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(
    path,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': name,
      clusters: [{ name, cluster: { server: kube.url, 'certificate-authority': kube.ca, ...cluster } }],
      users: [{ name, user }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      ...more,
    }),
  )
  return path
}

/** The namespaces that are seen so, or why none are. */
async function see(access: AccessOptions): Promise<readonly string[]> {
  const { cluster, refused } = await openCluster(createClient(await loadAccess(access), { pause: 1 }), {
    kinds: [findKind('namespaces') as Kind],
  })
  if (refused[0]) throw refused[0]
  return (await Array.fromAsync(cluster.objects())).map(({ name }) => name)
}

const SEEN = expect.arrayContaining(['default']) as string[]

test('client certificates, as files beside the kubeconfig and inside it', async () => {
  await write('certificates/config', { user: { 'client-certificate': 'me.pem', 'client-key': 'me.key' } })
  await writeFile(join(folder, 'certificates/me.pem'), await readFile(kube.client.cert))
  await writeFile(join(folder, 'certificates/me.key'), await readFile(kube.client.key))
  expect(await see({ kubeconfig: join(folder, 'certificates/config') })).toEqual(SEEN)
  const [cert, key, ca] = await Promise.all(
    [kube.client.cert, kube.client.key, kube.ca].map((path) => readFile(path, 'base64')),
  )
  const inside = await write('inside', {
    cluster: { 'certificate-authority-data': ca, 'certificate-authority': '/none' },
    user: { 'client-certificate-data': cert, 'client-key-data': key, 'client-key': '/none' },
  })
  expect(await see({ kubeconfig: inside })).toEqual(SEEN)
})

test('tokens, token files, impersonation; a token that is wrong', async () => {
  expect(await see({ kubeconfig: await write('token', { user: { token: kube.tokens.admin } }) })).toEqual(SEEN)
  await writeFile(join(folder, 'token.txt'), `${await serviceAccountToken()}\n`)
  expect(
    await see({ kubeconfig: await write('token-file', { user: { tokenFile: 'token.txt', token: 'wrong' } }) }),
  ).toEqual(SEEN)
  expect(
    await see({
      kubeconfig: await write('as', { user: { token: kube.tokens.admin, as: 'somebody', 'as-groups': ['a', 'b'] } }),
    }),
  ).toEqual(SEEN)
  await expect(
    see({ kubeconfig: await write('as', { user: { token: kube.tokens.admin, as: 'nobody' } }) }),
  ).rejects.toMatchObject({ code: 'K8S_LIST_FORBIDDEN' })
  expect(
    await see({
      kubeconfig: await write('as-group', {
        user: { token: kube.tokens.admin, as: 'nobody', 'as-groups': ['a', 'system:masters'] },
      }),
    }),
  ).toEqual(SEEN)
  await expect(see({ kubeconfig: await write('wrong', { user: { token: 'wrong' } }) })).rejects.toMatchObject({
    code: 'K8S_LOGIN_FAILED',
  })
  await expect(see({ kubeconfig: await write('hostile', { user: { token: 'a\r\nx: y' } }) })).rejects.toMatchObject({
    code: 'K8S_CONFIG_INVALID',
  })
})

test('certificates of the server: an own authority, another name, none', async () => {
  const user = { token: kube.tokens.admin }
  await expect(
    see({ kubeconfig: await write('tls', { cluster: { 'certificate-authority': undefined }, user }) }),
  ).rejects.toMatchObject({ code: 'K8S_UNREACHABLE', hint: expect.stringContaining('certificate-authority') as string })
  expect(
    await see({
      kubeconfig: await write('skip', {
        cluster: { 'certificate-authority': undefined, 'insecure-skip-tls-verify': true },
        user,
      }),
    }),
  ).toEqual(SEEN)
  await expect(
    see({ kubeconfig: await write('name', { cluster: { 'tls-server-name': 'kube.invalid' }, user }) }),
  ).rejects.toMatchObject({ code: 'K8S_UNREACHABLE' })
  expect(await see({ kubeconfig: await write('name', { cluster: { 'tls-server-name': 'localhost' }, user }) })).toEqual(
    SEEN,
  )
})

test('proxies: that of the kubeconfig, that of the environment, and who is exempt', async () => {
  const asked: string[] = []
  const proxy = createServer().on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    const upstream = connect(Number(port), '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    upstream
      .on('error', () => socket.destroy())
      .pipe(socket)
      .on('error', () => upstream.destroy())
      .pipe(upstream)
  })
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
  try {
    const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const far = { server: `https://kube.invalid:${port}`, 'tls-server-name': 'localhost' }
    expect(
      await see({
        kubeconfig: await write('proxy', {
          cluster: { ...far, 'proxy-url': proxyUrl },
          user: { token: kube.tokens.admin },
        }),
      }),
    ).toEqual(SEEN)
    expect(new Set(asked)).toEqual(new Set([`kube.invalid:${port}`]))
    vi.stubEnv('HTTPS_PROXY', proxyUrl)
    const kubeconfig = await write('env', { cluster: far, user: { token: kube.tokens.admin } })
    expect(await see({ kubeconfig })).toEqual(SEEN)
    vi.stubEnv('NO_PROXY', '10.0.0.0/8,.invalid')
    await expect(see({ kubeconfig })).rejects.toMatchObject({ code: 'K8S_UNREACHABLE' })
  } finally {
    proxy.closeAllConnections()
    proxy.close()
  }
})

test('several files in KUBECONFIG are merged as kubectl does; contexts', async () => {
  const first = await write('merge/first', { name: 'one', user: { token: 'wrong' }, more: { users: undefined } })
  const second = await write('merge/second', { name: 'two', user: { token: kube.tokens.narrow } })
  const third = await write('merge/third', {
    name: 'two',
    cluster: { server: 'https://127.0.0.1:1' },
    more: { users: [{ name: 'one', user: { token: kube.tokens.admin } }] },
  })
  vi.stubEnv('KUBECONFIG', ['/none', first, second, third].join(':'))
  // The context of the first file, with a user of the third.
  expect(await see({})).toEqual(SEEN)
  // The cluster and the user of the second file: it came before the third.
  await expect(see({ context: 'two' })).rejects.toMatchObject({ code: 'K8S_LIST_FORBIDDEN' })
  await expect(see({ context: 'twoo' })).rejects.toMatchObject({
    code: 'K8S_CONFIG_INVALID',
    hint: 'did you mean two?',
  })
  await expect(see({ context: 'production' })).rejects.toMatchObject({ hint: 'choose one by --context: one, two' })
  vi.stubEnv('KUBECONFIG', '/none:/none/either')
  await expect(see({})).rejects.toMatchObject({
    code: 'K8S_CONFIG_INVALID',
    message: 'there is no kubeconfig /none, /none/either',
  })
})

/** A kubeconfig whose user logs in by a program with this text. */
async function withProgram(text: string, exec: object = {}): Promise<string> {
  await mkdir(join(folder, 'exec/bin'), { recursive: true })
  await writeFile(join(folder, 'exec/bin/login'), text)
  await chmod(join(folder, 'exec/bin/login'), 0o755)
  return write('exec/config', {
    user: {
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: './bin/login',
        interactiveMode: 'Never',
        installHint: 'install the thing',
        ...exec,
      },
    },
  })
}
const credential = (status: object, more: object = {}): string =>
  `#!/bin/sh\ncat <<'EOF'\n${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status, ...more })}\nEOF\n`

test('exec credentials: a token or a certificate from a program beside the kubeconfig, asked once while it holds', async () => {
  const token = await serviceAccountToken()
  const calls = join(folder, 'calls')
  const count = `echo "$KUBERNETES_EXEC_INFO $GREETING $1" >> ${calls}\n`
  const lasting = credential({ token, expirationTimestamp: new Date(Date.now() + 3_600_000).toISOString() })
  expect(
    await see({
      kubeconfig: await withProgram(lasting + count, {
        provideClusterInfo: true,
        args: ['eks'],
        env: [{ name: 'GREETING', value: 'hello' }],
      }),
    }),
  ).toEqual(SEEN)
  const [line, ...others] = (await readFile(calls, 'utf8')).trim().split('\n')
  expect(others).toEqual([])
  expect(line).toMatch(/ hello eks$/)
  expect(JSON.parse(line?.replace(/ hello eks$/, '') ?? '')).toMatchObject({
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      cluster: { server: kube.url, 'certificate-authority-data': await readFile(kube.ca, 'base64') },
    },
  })
  await withProgram(credential({ token, expirationTimestamp: '2001-01-01T00:00:00Z' }) + count)
  await see({ kubeconfig: join(folder, 'exec/config') })
  expect((await readFile(calls, 'utf8')).trim().split('\n').length).toBeGreaterThan(3)
  const [clientCertificateData, clientKeyData] = await Promise.all([
    readFile(kube.client.cert, 'utf8'),
    readFile(kube.client.key, 'utf8'),
  ])
  expect(await see({ kubeconfig: await withProgram(credential({ clientCertificateData, clientKeyData })) })).toEqual(
    SEEN,
  )
})

test.each([
  ['fails', '#!/bin/sh\necho secret-output; echo "not logged in" >&2; exit 3\n', {}, 'ended with 3: not logged in'],
  ['hangs', '#!/bin/sh\nsleep 60\n', {}, 'gave no answer in 1 s'],
  ['is not there', '', { command: './bin/none' }, 'is not there'],
  ['writes no JSON', '#!/bin/sh\necho secret-output\n', {}, 'did not write an ExecCredential as JSON'],
  ['writes without end', '#!/bin/sh\nwhile :; do echo secret-output-secret-output; done\n', {}, 'never stops writing'],
  [
    'writes another version',
    credential({ token: 'secret-output' }, { apiVersion: 'client.authentication.k8s.io/v1alpha1' }),
    {},
    'did not write an ExecCredential of client.authentication.k8s.io/v1',
  ],
  ['gives nothing', credential({}), {}, 'gave neither a token nor a certificate with its key'],
  ['gives headers', credential({ token: 'secret-output\r\nhost: x' }), {}, 'gave a token that is none'],
  ['wants a terminal', '', { interactiveMode: 'Always' }, 'needs a terminal'],
])('a login command that %s', async (_name, text, exec, said) => {
  const failure: unknown = await see({ kubeconfig: await withProgram(text, exec), loginTimeout: 1000 }).catch(
    (error: unknown) => error,
  )
  expect(failure).toMatchObject({
    code: 'K8S_LOGIN_FAILED',
    message: expect.stringContaining(said) as string,
    hint: 'install the thing',
  })
  expect(`${JSON.stringify(failure)}${(failure as Error).message}`).not.toContain('secret-output')
})

test('a login command that hangs ends with what it started', async () => {
  const pids = join(folder, 'pids')
  await see({
    kubeconfig: await withProgram(`#!/bin/sh\nsleep 600 &\necho $! > ${pids}\nwait\n`),
    loginTimeout: 1000,
  }).catch(() => undefined)
  const pid = Number(await readFile(pids, 'utf8'))
  expect(pid).toBeGreaterThan(1)
  await expect
    .poll(() =>
      readFile(`/proc/${pid}/stat`, 'utf8').then(
        (stat) => / [ZX] /.test(stat),
        () => true,
      ),
    )
    .toBe(true)
})

test('in a Pod: the service account, its token and its authority', async () => {
  await mkdir(join(folder, 'account'))
  for (const [name, content] of [
    ['token', await serviceAccountToken()],
    ['ca.crt', await readFile(kube.ca, 'utf8')],
    ['namespace', 'default'],
  ])
    await writeFile(join(folder, 'account', name as string), content as string)
  const program = `import { createClient, findKind, loadAccess, openCluster } from ${JSON.stringify(fileURLToPath(new URL('../src/index.ts', import.meta.url)))}
    const { cluster } = await openCluster(createClient(await loadAccess()), { kinds: [findKind('namespaces')] })
    for await (const { name } of cluster.objects()) console.log(name)`
  // The path of a service account is fixed: the program sees a /run of its own.
  const place = '/run/secrets/kubernetes.io/serviceaccount'
  const script = `mount -t tmpfs none /run && mkdir -p ${place} && cp "$1"/* ${place} && exec "$2" --input-type=module -e "$3"`
  const env = {
    PATH: process.env['PATH'],
    HOME: '/nowhere',
    KUBERNETES_SERVICE_HOST: '127.0.0.1',
    KUBERNETES_SERVICE_PORT: port,
  }
  const said = execFileSync(
    'unshare',
    [
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-c',
      script,
      'sh',
      join(folder, 'account'),
      process.execPath,
      program,
    ],
    { env, encoding: 'utf8' },
  )
  expect(said.split('\n')).toEqual(SEEN)
})

test('without a kubeconfig and outside of a Pod', async () => {
  vi.stubEnv('KUBECONFIG', '')
  vi.stubEnv('HOME', folder)
  vi.stubEnv('KUBERNETES_SERVICE_HOST', '')
  await expect(see({})).rejects.toMatchObject({
    code: 'K8S_CONFIG_INVALID',
    message: 'there is no kubeconfig, and this is no Pod with a service account',
  })
})
