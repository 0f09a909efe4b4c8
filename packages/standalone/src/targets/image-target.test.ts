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

test('--base says which layers are those of another image, and that they are not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'image-target-'))
  const lower = layer({ 'etc/os-release': 'ID=debian' })
  const files = {
    'base.tar': buildImage(lower),
    'app.tar': buildImage(lower, layer({ 'srv/app': 'x' })),
    'other.tar': buildImage(layer({ 'srv/app': 'x' })),
  }
  for (const [name, built] of Object.entries(files)) await writeFile(join(folder, name), dockerArchive(built))
  const found = async (name: string, base: string) => {
    const specs = Object.entries(imageTarget.options).map(([key, spec]) => [key, spec.default] as const)
    const options = { ...Object.fromEntries(specs), base: join(folder, base) }
    const context = { options, signal: new AbortController().signal, log: SILENT }
    const [first] = await Array.fromAsync(imageTarget.discover([join(folder, name)], context))
    return first !== undefined && 'entity' in first && first.entity.kind === 'image'
      ? { fact: first.entity.facts?.['@veinmind/inventory/base-image'], notes: first.entity.notes }
      : undefined
  }
  expect(await found('app.tar', 'base.tar')).toMatchObject({
    fact: { name: join(folder, 'base.tar'), layers: 1, by: 'layers' },
  })
  expect(await found('other.tar', 'base.tar')).toMatchObject({
    fact: null,
    notes: [expect.stringContaining('its lowest layers are not those of --base')],
  })
  await expect(found('app.tar', 'nothing.tar')).rejects.toThrow(/--base/)
  await rm(folder, { recursive: true })
})
