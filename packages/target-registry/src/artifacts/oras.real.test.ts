import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  removeTemporary,
  requireTools,
  run,
  startDistribution,
  startDockerRegistry,
  temporaryFolder,
} from '@veinmind/services'
import { describe, expect, test } from 'vitest'
import { copy, listReferrers, openRegistry, pullArtifact, pushArtifact } from '../index.ts'

const TYPE = 'application/vnd.example.report.v1'

// Debian's 2.8 has no referrers API: the fallback tag is what both sides must agree on there.
describe.each([
  { name: 'distribution v3', start: startDistribution },
  { name: 'Docker registry 2.8', start: startDockerRegistry },
])('oras and crane with $name', ({ start }) => {
  test('what we push, oras discovers and pulls; what oras attaches, we list and pull', async () => {
    await using server = await start()
    const { oras, crane } = await requireTools(['oras', 'crane'])
    const folder = temporaryFolder('oras')
    try {
      writeFileSync(join(folder, 'a.txt'), 'from oras')
      const tar = join(folder, 'layer.tar')
      await run('tar', ['-C', folder, '-cf', tar, 'a.txt'])
      await run(crane, ['append', '--insecure', '-f', tar, '-t', `${server.host}/app:1`])
      await using registry = openRegistry(server.host)
      const image = await registry.resolve('app', '1')

      const ours = await pushArtifact(registry, 'app', {
        artifactType: TYPE,
        subject: '1',
        files: [{ name: 'b.json', mediaType: 'application/json', content: Buffer.from('"ours"') }],
      })
      const { stdout } = await run(oras, ['discover', '--plain-http', '--format', 'json', `${server.host}/app:1`])
      expect(stdout).toContain(ours.digest)
      await run(oras, ['pull', '--plain-http', '-o', folder, `${server.host}/app@${ours.digest}`])
      expect(readFileSync(join(folder, 'b.json'), 'utf8')).toBe('"ours"')

      await run(
        oras,
        ['attach', '--plain-http', '--artifact-type', 'text/x-note', `${server.host}/app:1`, 'a.txt:text/plain'],
        { cwd: folder },
      )
      const all = await listReferrers(registry, 'app:1')
      expect(new Set(all.map(({ artifactType }) => artifactType))).toEqual(new Set([TYPE, 'text/x-note']))
      const [note] = await listReferrers(registry, `app@${image}`, { artifactType: 'text/x-note' })
      const pulled = await pullArtifact(registry, `app@${note!.digest}`)
      expect(pulled).toMatchObject({ artifactType: 'text/x-note', subject: image })
      expect(pulled.files.map(({ name }) => name)).toEqual(['a.txt'])
      expect(Buffer.from(await pulled.files[0]!.bytes()).toString()).toBe('from oras')

      await run(oras, ['push', '--plain-http', `${server.host}/notes:1`, '--artifact-type', TYPE, 'a.txt'], {
        cwd: folder,
      })
      expect((await pullArtifact(registry, 'notes:1')).files.map(({ name }) => name)).toEqual(['a.txt'])
    } finally {
      removeTemporary(folder)
    }
  })

  test('what we copy has the digests and referrers that crane and oras see', async () => {
    await using source = await start()
    await using target = await startDistribution()
    const { oras, crane } = await requireTools(['oras', 'crane'])
    const folder = temporaryFolder('copy')
    try {
      writeFileSync(join(folder, 'a.txt'), 'x'.repeat(100_000))
      await run('tar', ['-C', folder, '-cf', join(folder, 'layer.tar'), 'a.txt'])
      await run(crane, ['append', '--insecure', '-f', join(folder, 'layer.tar'), '-t', `${source.host}/app:1`])
      await run(oras, ['attach', '--plain-http', '--artifact-type', TYPE, `${source.host}/app:1`, 'a.txt'], {
        cwd: folder,
      })
      await using from = openRegistry(source.host)
      await using to = openRegistry(target.host)
      const { digest } = await copy(
        { registry: from, name: 'app:1' },
        { registry: to, name: 'mirror/app:1' },
        { referrers: true },
      )
      expect((await run(crane, ['digest', '--insecure', `${target.host}/mirror/app:1`])).stdout.trim()).toBe(digest)
      await run(crane, ['validate', '--insecure', '--remote', `${target.host}/mirror/app:1`])
      expect(
        (await run(oras, ['discover', '--plain-http', '--format', 'json', `${target.host}/mirror/app:1`])).stdout,
      ).toContain(TYPE)
    } finally {
      removeTemporary(folder)
    }
  })
})
