import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLayer } from '@veinmind/image'
import { removeTemporary, run, temporaryFolder } from '@veinmind/services'
import { expect, test, vi } from 'vitest'
import { tarOfFolders } from '../src/layers/folder-tar.ts'
import { readFolderXattrs } from '../src/layers/folder-xattrs.ts'
import { readWritablePlace } from '../src/layers/writable-place.ts'
import { readXattrs } from '../src/layers/xattrs.ts'

test('an overlay that copies the state of a file alone, and renames folders: what is not there is said, never read as zeros', async () => {
  const folder = temporaryFolder('overlay')
  const [lower, upper, work, merged] = ['lower', 'upper', 'work', 'merged'].map((name) => join(folder, name)) as [string, string, string, string]
  for (const each of [join(lower, 'etc/old'), join(lower, 'etc/gone'), upper, work, merged]) mkdirSync(each, { recursive: true })
  for (const name of ['shadow', 'changed', 'old/inside', 'gone/inside']) writeFileSync(join(lower, 'etc', name), `${name}\n`)
  // As containers-storage is set up on Fedora and its like.
  await run('mount', ['-t', 'overlay', 'overlay', '-o', `lowerdir=${lower},upperdir=${upper},workdir=${work},metacopy=on,redirect_dir=on`, merged])
  try {
    chmodSync(join(merged, 'etc/shadow'), 0o644)
    writeFileSync(join(merged, 'etc/changed'), 'new\n')
    renameSync(join(merged, 'etc/old'), join(merged, 'etc/new'))
    rmSync(join(merged, 'etc/gone'), { recursive: true })
  } finally {
    await run('umount', [merged])
  }
  const [byGetfattr, byTar] = [await readXattrs(upper), await readFolderXattrs(upper)]
  expect([...(byTar ?? [])].map(([path, marks]) => [path, [...marks.keys()].toSorted()])).toEqual([
    ['/etc', ['trusted.overlay.impure', 'trusted.overlay.origin']],
    ['/etc/new', ['trusted.overlay.origin', 'trusted.overlay.redirect']],
  ])
  expect(byTar?.get('/etc/new')?.get('trusted.overlay.redirect')).toEqual(new Uint8Array(byGetfattr?.get('/etc/new')?.get('trusted.overlay.redirect') ?? []))
  const unknownWith = async (...programs: readonly string[]): Promise<string | undefined> => {
    const bin = temporaryFolder('bin')
    for (const name of programs) symlinkSync(`/bin/${name}`, join(bin, name))
    vi.stubEnv('PATH', bin)
    const { unknown } = await readWritablePlace({ upper }, undefined)
    vi.unstubAllEnvs()
    removeTemporary(bin)
    return unknown
  }
  expect([await unknownWith('getfattr', 'tar'), await unknownWith('tar'), await unknownWith()]).toEqual([undefined, 'file attributes', 'attributes'])
  const leftOut: string[] = []
  const open = async (): Promise<AsyncIterable<Uint8Array>> => tarOfFolders([(await readWritablePlace({ upper }, undefined)).part], { leftOut: (path, reason) => leftOut.push(`${path}: ${reason.split(';')[0]}`) })
  const contents: string[] = []
  for await (const entry of createLayer({ digest: '', diffId: '', size: 0, mediaType: '', open }, 0).entries()) contents.push(`${entry.path} ${Buffer.from(await entry.bytes()).toString()}`.trim())
  expect(contents.toSorted()).toEqual(['/etc', '/etc/.wh.gone', '/etc/.wh.old', '/etc/changed new', '/etc/new'])
  expect(leftOut.toSorted()).toEqual(['/etc/new: the folder has been renamed', '/etc/shadow: only its mode, owner or attributes have been changed'])
  removeTemporary(folder)
})

test("a container cannot hide what its image has: marks of other users' overlays count in theirs alone", async () => {
  const folder = temporaryFolder('overlay')
  const [lower, upper, work, merged] = ['lower', 'upper', 'work', 'merged'].map((name) => join(folder, name)) as [string, string, string, string]
  for (const each of [join(lower, 'etc'), join(lower, 'opt'), upper, work, merged]) mkdirSync(each, { recursive: true })
  await run('mount', ['-t', 'overlay', 'overlay', '-o', `lowerdir=${lower},upperdir=${upper},workdir=${work}`, merged])
  try {
    writeFileSync(join(merged, 'etc/tool'), '#!/bin/sh\n')
    await run('setfattr', ['-n', 'user.overlay.opaque', '-v', 'y', join(merged, 'etc')])
    await run('setfattr', ['-n', 'user.overlay.metacopy', '-v', 'y', join(merged, 'etc/tool')])
    rmSync(join(merged, 'opt'), { recursive: true })
    mkdirSync(join(merged, 'opt'))
  } finally {
    await run('umount', [merged])
  }
  const marks = async () => {
    const { opaque, incomplete } = (await readWritablePlace({ upper }, undefined)).part
    return [[...(opaque ?? [])].toSorted(), [...(incomplete?.files ?? [])]]
  }
  expect(await marks()).toEqual([['/opt'], []])
  // The folder of a copying driver has no marks at all.
  expect((await readWritablePlace({ upper, base: lower }, undefined)).part.opaque).toBeUndefined()
  // What a rootless engine made.
  chownSync(folder, 1000, 1000)
  expect(await marks()).toEqual([['/etc', '/opt'], ['/etc/tool']])
  removeTemporary(folder)
})
