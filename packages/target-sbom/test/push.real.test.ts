import { openSbom } from '@veinmind/inventory'
import { requireTool, run, startDistribution, startDockerRegistry } from '@veinmind/services'
import { listReferrers, openRegistry, pullArtifact, registryTarget } from '@veinmind/target-registry'
import { buildImage, layer, writeOciLayout } from '@veinmind/testing'
import type { Image } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pushSbom, withAttached } from '../src/index.ts'

const IMAGE = buildImage(layer({ 'etc/os-release': 'ID=debian\nVERSION_ID=12\n' }))
const DOCUMENT = JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [{ type: 'library', name: 'left', version: '1', purl: 'pkg:npm/left@1' }],
})

test.each([
  ['docker-registry 2.8, which keeps referrers by their tag', startDockerRegistry],
  ['distribution v3', startDistribution],
])('%s: what is attached is found again', async (_name, start) => {
  await using server = await start({})
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-push-'))
  try {
    await writeOciLayout(join(folder, 'layout'), IMAGE)
    const skopeo = await requireTool('skopeo')
    const name = `${server.host}/team/app:1`
    await run(skopeo, ['copy', `oci:${join(folder, 'layout')}`, `docker://${name}`, '--dest-tls-verify=false'])
    const options = Object.fromEntries(
      Object.entries(withAttached(registryTarget).options).map(([key, spec]) => [key, spec.default]),
    )
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
    const context = { options: { ...options, 'sbom-from': 'registry' }, signal: AbortSignal.timeout(120_000), log }
    const scan = async (): Promise<Image> => {
      const target = withAttached(registryTarget)
      const [first] = await Array.fromAsync<Discovered>(target.discover([name], context))
      if (first === undefined || !('entity' in first)) throw new Error(JSON.stringify(first))
      return first.entity as Image
    }
    const plain = await scan()
    expect(plain.notes?.at(-1)).toContain('no bill of materials')
    const { references, manifestDigest: digest } = plain
    const image = { references, digest, source: `registry (${server.host})` }
    const pushed = await pushSbom({ image, document: DOCUMENT, created: '2026-01-01T00:00:00Z' }, context)
    await using registry = openRegistry(server.host)
    const own = pushed.slice(pushed.indexOf('@') + 1)
    expect(await listReferrers(registry, 'team/app:1')).toMatchObject([
      { digest: own, artifactType: 'application/vnd.cyclonedx+json' },
    ])
    const { subject, files } = await pullArtifact(registry, `team/app@${own}`)
    expect(subject).toBe(digest)
    expect(openSbom((await files[0]?.bytes()) ?? Buffer.alloc(0), 'x').entity.format).toBe('cyclonedx')
    const again = await scan()
    expect(again.notes?.at(-1)).toContain('not verified against the image')
    expect(again.facts?.['@veinmind/inventory/packages']).toMatchObject([{ purl: 'pkg:npm/left@1' }])
    const oras = await requireTool('oras')
    const { stdout } = await run(oras, ['discover', '--plain-http', '--format', 'json', `${server.host}/team/app:1`])
    expect(stdout).toContain(own)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
