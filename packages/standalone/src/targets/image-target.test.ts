import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SILENT } from '@veinmind/internal'
import { buildImage, dockerArchive, layer, startRegistry } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { imageTarget } from './image-target.ts'

const image = buildImage(layer({ 'etc/os-release': 'ID=debian' }), { references: ['team/app:1.4'] })

async function discover(words: readonly string[], options: Record<string, unknown> = {}): Promise<readonly unknown[]> {
  const specs = Object.entries(imageTarget.options).map(([name, spec]) => [name, spec.default] as const)
  const { signal } = new AbortController()
  const context = {
    options: { ...Object.fromEntries(specs), 'docker-host': 'unix:///nowhere/docker.sock', ...options },
    signal,
    log: SILENT,
  }
  const found = await Array.fromAsync(imageTarget.discover(words, context))
  return found.map((each) => ('entity' in each ? each.entity.id : 'error' in each ? each.error.code : each.skipped))
}

test('a path is an archive, what no engine has is asked of its registry', async () => {
  await using registry = await startRegistry()
  registry.push('team/app', '1.4', image)
  const folder = await mkdtemp(join(tmpdir(), 'image-target-'))
  const archive = join(folder, 'app.tar')
  await writeFile(archive, dockerArchive(image))
  const reference = `${registry.host}/team/app:1.4`
  const words = [archive, `tarball:${archive}`, reference, `registry-image:${reference}`, `registry:${registry.host}`]
  // The two references lead to one image, which the listing of the registry finds once more.
  expect(await discover(words)).toEqual([image.id, image.id, image.id, image.id])
  expect(await discover([reference], { from: 'registry' })).toEqual([image.id])
  expect(await discover([archive], { from: 'archive' })).toEqual([image.id])
  await rm(folder, { recursive: true })
})

test('an engine that was named and does not answer is an error; nothing else is asked', async () => {
  expect(await discover(['docker:team/app'])).toEqual(['LOCAL_ENGINE_UNREACHABLE'])
  expect(await discover(['team/app'], { from: 'docker' })).toEqual(['LOCAL_ENGINE_UNREACHABLE'])
})
