import { createReadStream, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openRepository, parseAddress } from '../src/index.ts'
import type { FetchOptions } from '../src/index.ts'
import { createRepository, startGitServer } from './git-server.ts'
import type { TestRepository } from './git-server.ts'

let repository: TestRepository
let spools = ''
beforeAll(() => {
  repository = createRepository()
  repository.commit({ Dockerfile: 'FROM a:1\n', 'pod.yaml': 'kind: Pod\n'.repeat(5000) })
  repository.git('update-server-info')
  spools = mkdtempSync(join(tmpdir(), 'veinmind-test-spools-'))
  vi.stubEnv('TMPDIR', spools)
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(spools, { recursive: true })
  repository[Symbol.dispose]()
})

async function read(url: string, options: Partial<FetchOptions> = {}): Promise<string[]> {
  await using opened = await openRepository(parseAddress(url), {
    signal: AbortSignal.timeout(20_000),
    environment: {},
    idle: 400,
    ...options,
  })
  return (await Array.fromAsync(opened.files())).flatMap((item) => ('file' in item ? [item.file.path] : []))
}

/** Reads from a server, and checks that nothing is left on disk. */
async function failure(
  options: Parameters<typeof startGitServer>[1],
  more: Partial<FetchOptions> = {},
): Promise<unknown> {
  await using server = await startGitServer({ 'app.git': repository.path }, options)
  const error: unknown = await read(`${server.url}/app.git`, more).catch((each: unknown) => each)
  expect(readdirSync(spools)).toEqual([])
  return error
}

const answer = (respond: (response: ServerResponse, url: string) => void) => ({
  intercept: ({ url = '' }: IncomingMessage, response: ServerResponse) => {
    respond(response, url)
    return true
  },
})

/** Lets the references pass, and answers the request for the pack. */
const answerPack = (respond: (response: ServerResponse) => void) => ({
  intercept: ({ url = '' }: IncomingMessage, response: ServerResponse) => {
    if (!url.endsWith('/git-upload-pack')) return false
    response.writeHead(200)
    respond(response)
    return true
  },
})

const packet = (text: string): string => (text.length + 4).toString(16).padStart(4, '0') + text
const advertise = (line: string) =>
  answer((response) => response.writeHead(200).end(`${packet('# service=git-upload-pack\n')}0000${packet(line)}0000`))

test('a server that only has files, as git update-server-info leaves them, speaks the dumb protocol', async () => {
  const dumb = answer((response, url) => {
    const path = join(repository.path, '.git', (url.split('?')[0] ?? '').replace('/app.git', ''))
    if (existsSync(path)) createReadStream(path).pipe(response.writeHead(200, { 'content-type': 'text/plain' }))
    else response.writeHead(404).end()
  })
  expect(await failure(dumb)).toMatchObject({
    code: 'GIT_UNSUPPORTED',
    message: expect.stringContaining('dumb protocol'),
  })
})

test.each([
  [
    'a page',
    answer((response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Log in')),
    'GIT_PROTOCOL',
    'a page, not',
  ],
  [
    'noise',
    answer((response) => response.writeHead(200).end(Buffer.alloc(100_000, 0xff))),
    'GIT_PROTOCOL',
    'no list of references',
  ],
  ['nothing', answer((response) => response.writeHead(200).end()), 'GIT_PROTOCOL', 'references'],
  [
    'half a list',
    answer((response) => response.writeHead(200).end('001e# service=git-upload-pack\n00000400abc')),
    'GIT_PROTOCOL',
    'breaks off',
  ],
  [
    'a list that ends with the connection',
    answer((response) =>
      response
        .writeHead(200, { 'content-length': 1000 })
        .write('001e# service=git-upload-pack\n', () => response.destroy()),
    ),
    'GIT_PROTOCOL',
    'broke',
  ],
  [
    'ids of SHA-256',
    advertise(`${'a'.repeat(64)} HEAD\0side-band-64k object-format=sha256\n`),
    'GIT_UNSUPPORTED',
    'sha256',
  ],
  ['an id that is none', advertise(`${'z'.repeat(40)} HEAD\0side-band-64k\n`), 'GIT_REF_NOT_FOUND', 'empty'],
  [
    'an empty repository',
    advertise(`${'0'.repeat(40)} capabilities^{}\0side-band-64k\n`),
    'GIT_REF_NOT_FOUND',
    'empty',
  ],
  ['no bands', advertise(`${'a'.repeat(40)} HEAD\0ofs-delta\n`), 'GIT_PROTOCOL', ''],
  ['503', answer((response) => response.writeHead(503).end()), 'GIT_PROTOCOL', '503'],
  ['403', answer((response) => response.writeHead(403).end()), 'GIT_UNAUTHORIZED', ''],
  [
    'redirects in a circle',
    answer((response, url) => response.writeHead(302, { location: url }).end()),
    'GIT_REDIRECT',
    'more than 5 times',
  ],
  [
    'a redirect to a page',
    answer((response, url) =>
      url === '/login' ? response.writeHead(200).end('<html>') : response.writeHead(302, { location: '/login' }).end(),
    ),
    'GIT_REDIRECT',
    'no repository',
  ],
  ['no answer', answer(() => {}), 'GIT_TIMEOUT', 'does not go on'],
  [
    'references that stall',
    answer((response) => response.writeHead(200).write('001e# service=git-upload-pack\n')),
    'GIT_TIMEOUT',
    'does not go on',
  ],
  ['a pack that does not come', answerPack(() => {}), 'GIT_TIMEOUT', 'does not go on'],
  [
    'a pack that stalls',
    answerPack((response) => response.write(`${packet('NAK\n')}${packet('\u0001PACK')}`)),
    'GIT_TIMEOUT',
    'does not go on',
  ],
  [
    'words instead of a pack',
    answerPack((response) => response.end(`${packet('NAK\n')}${packet('\u0003access denied\u001b[2J')}0000`)),
    'GIT_REFUSED',
    'access denied',
  ],
  [
    'an error line',
    answerPack((response) => response.end(packet('ERR no such thing'))),
    'GIT_REFUSED',
    'no such thing',
  ],
  [
    'a connection that breaks in the pack',
    answerPack((response) => response.write(`${packet('NAK\n')}${packet('\u0001PACK')}`, () => response.destroy())),
    'GIT_PROTOCOL',
    'broke',
  ],
])('%s: a clear error, and nothing left', async (_name, options, code, words) => {
  expect(await failure(options)).toMatchObject({ code, message: expect.stringContaining(words) })
})

test.each([
  ['half of the pack', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1), 'breaks off'],
  [
    'another byte in the pack',
    (bytes: Buffer) =>
      Buffer.concat([bytes.subarray(0, 100), Buffer.from([(bytes[100] ?? 0) ^ 1]), bytes.subarray(101)]),
    'digest',
  ],
])('%s', async (_name, tamper, words) => {
  expect(await failure({ tamper })).toMatchObject({ code: 'GIT_PROTOCOL', message: expect.stringContaining(words) })
})

test('a pack that is too large is cut off', async () => {
  expect(await failure({}, { maxPack: 100 })).toMatchObject({ code: 'GIT_TOO_LARGE', hint: 'raise --max-pack' })
})

test('a list of references without end is cut off', async () => {
  const line = packet(`${'a'.repeat(40)} refs/heads/${'x'.repeat(60_000)}\n`)
  const endless = answer((response) => {
    response.writeHead(200).write('001e# service=git-upload-pack\n0000')
    const more = (): void => {
      while (!response.destroyed && response.write(line));
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  })
  expect(await failure(endless, { idle: 10_000 })).toMatchObject({ code: 'GIT_TOO_LARGE' })
})

test('an abort ends it at once', async () => {
  expect(
    await failure(
      answerPack(() => {}),
      { idle: 60_000, signal: AbortSignal.timeout(300) },
    ),
  ).toMatchObject({ name: 'TimeoutError' })
})

test('nobody listens', async () => {
  await expect(read('http://127.0.0.1:1/app.git')).rejects.toMatchObject({ code: 'GIT_UNREACHABLE' })
  await expect(read('https://127.0.0.1:1/app.git', { caFile: '/nonexistent' })).rejects.toMatchObject({
    code: 'GIT_CA_FILE',
  })
  await expect(read('https://127.0.0.1:1/app.git', { caFile: import.meta.filename })).rejects.toMatchObject({
    code: 'GIT_CA_FILE',
  })
})
