import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { removeTemporary, requireTools, run, temporaryFolder } from '@veinmind/services'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  buildImage,
  buildIndex,
  dockerArchive,
  endlessManifest,
  layer,
  ociArchive,
  remove,
  shortBody,
  startRegistry,
  wrongBytes,
  writeOciLayout,
} from '../index.ts'

/** The clients that the world uses must take the fake for a registry, and what the builders make for images. */

let tools: Record<'crane' | 'oras' | 'skopeo', string>
const folder = temporaryFolder('clients')

beforeAll(async () => {
  tools = await requireTools(['crane', 'oras', 'skopeo'])
})
afterAll(() => removeTemporary(folder))

const IMAGE = buildImage(
  layer(
    { 'etc/': { directory: true }, 'etc/a': 'one', [`srv/${'long/'.repeat(40)}name`]: 'x' },
    { createdBy: 'COPY a /etc/' },
  ),
  layer({ ...remove('etc/a'), 'srv/b': { content: 'two', mode: 0o4755 } }, { compress: 'zstd' }),
  { references: ['app:1'], config: { Cmd: ['sh'] } },
)
const ARM = buildImage(layer({ arm: 'x' }), { platform: { os: 'linux', architecture: 'arm64' } })

const crane = async (...args: string[]): Promise<string> =>
  (await run(tools.crane, ['--insecure', ...args])).stdout.trim()

test('crane reads what the builders made, lists it, copies it by mounts, and pushes archives', async () => {
  await using registry = await startRegistry({ pageSize: 2 })
  for (const tag of ['1', '2', '3', '4', '5']) registry.push('team/app', tag, IMAGE)
  registry.push('team/multi', 'latest', buildIndex([IMAGE, ARM]))
  expect(await crane('digest', `${registry.host}/team/app:1`)).toBe(IMAGE.manifestDigest)
  expect((await crane('ls', `${registry.host}/team/app`)).split('\n')).toEqual(['1', '2', '3', '4', '5'])
  expect((await crane('catalog', registry.host)).split('\n')).toEqual(['team/app', 'team/multi'])
  expect(await crane('digest', '--platform', 'linux/arm64', `${registry.host}/team/multi`)).toBe(ARM.manifestDigest)
  // crane cannot validate zstd.
  registry.push('team/gzip', 'latest', ARM)
  await crane('validate', '--remote', `${registry.host}/team/gzip:latest`)
  const tar = join(folder, 'export.tar')
  await crane('export', `${registry.host}/team/app:1`, tar)
  const names = (await run('tar', ['-tf', tar])).stdout
  expect(names).toContain('srv/b')
  expect(names).not.toContain('etc/a')
  await crane('copy', `${registry.host}/team/app:1`, `${registry.host}/other/copy:1`)
  expect(await crane('digest', `${registry.host}/other/copy:1`)).toBe(IMAGE.manifestDigest)
  const saved = join(folder, 'saved.tar')
  await writeFile(saved, dockerArchive(IMAGE))
  await crane('push', saved, `${registry.host}/pushed/app:1`)
  expect(JSON.parse(await crane('config', `${registry.host}/pushed/app:1`))).toEqual(
    JSON.parse(Buffer.from(IMAGE.configBytes).toString()),
  )
  await crane('delete', `${registry.host}/other/copy@${IMAGE.manifestDigest}`)
  await expect(crane('digest', `${registry.host}/other/copy:1`)).rejects.toThrow('MANIFEST_UNKNOWN')
})

test('skopeo logs in by bearer tokens and copies layouts and archives both ways', async () => {
  await using registry = await startRegistry({ auth: { type: 'bearer', users: { joe: 'pa:ss' } } })
  const skopeo = (...args: string[]) => run(tools.skopeo, args)
  const layout = join(folder, 'layout')
  await writeOciLayout(layout, IMAGE)
  const archive = join(folder, 'oci.tar')
  await writeFile(archive, ociArchive(IMAGE))
  const to = ['--dest-tls-verify=false', '--dest-creds', 'joe:pa:ss']
  for (const [source, tag] of [
    [`oci:${layout}:1`, 'layout'],
    [`oci-archive:${archive}:1`, 'archive'],
  ] as const) {
    await skopeo(
      'copy',
      '--insecure-policy',
      '--preserve-digests',
      ...to,
      source,
      `docker://${registry.host}/app:${tag}`,
    )
    const { stdout } = await skopeo(
      'inspect',
      '--tls-verify=false',
      '--creds',
      'joe:pa:ss',
      `docker://${registry.host}/app:${tag}`,
    )
    expect(JSON.parse(stdout)).toMatchObject({ Digest: IMAGE.manifestDigest, RepoTags: expect.arrayContaining([tag]) })
  }
  await expect(
    skopeo('inspect', '--tls-verify=false', '--creds', 'joe:no', `docker://${registry.host}/app:layout`),
  ).rejects.toThrow(/unauthorized|authentication/i)
  await expect(
    skopeo('inspect', '--tls-verify=false', '--no-creds', `docker://${registry.host}/app:layout`),
  ).rejects.toThrow(/unauthorized|authentication/i)
})

test.each([true, false])('oras attaches an artifact and finds it, with the referrers API: %s', async (referrers) => {
  await using registry = await startRegistry({ referrers, auth: { type: 'basic', users: { joe: 'secret' } } })
  registry.push('app', '1', IMAGE)
  await writeFile(join(folder, 'sbom.json'), '{}')
  const access = ['--plain-http', '--username', 'joe', '--password', 'secret']
  const oras = async (...args: string[]) => (await run(tools.oras, [...args, ...access], { cwd: folder })).stdout
  await oras('attach', '--artifact-type', 'application/x-sbom', `${registry.host}/app:1`, 'sbom.json:application/json')
  const found = JSON.parse(await oras('discover', '--format', 'json', `${registry.host}/app:1`))
  expect(found.referrers ?? found.manifests).toMatchObject([{ artifactType: 'application/x-sbom' }])
  expect(
    registry.requests.some(({ path }) => path.endsWith(`/manifests/${IMAGE.manifestDigest.replace(':', '-')}`)),
  ).toBe(!referrers)
})

test('a real client fails at hostile behaviours as it should', async () => {
  for (const respond of [wrongBytes(/\/blobs\//), shortBody(/\/blobs\//, 10), endlessManifest()]) {
    await using registry = await startRegistry({ respond })
    registry.push('app', '1', IMAGE)
    await expect(crane('pull', `${registry.host}/app:1`, join(folder, 'pulled.tar'))).rejects.toThrow('exit code 1')
  }
})
