import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLayer } from '@veinmind/image'
import { removeTemporary, run, temporaryFolder } from '@veinmind/services'
import { expect, test, vi } from 'vitest'
import { tarOfFolders } from '../src/layers/folder-tar.ts'
import { readFolderXattrs } from '../src/layers/folder-xattrs.ts'
import { readWritablePlace } from '../src/layers/writable-place.ts'
import { readXattrs } from '../src/layers/xattrs.ts'

/** What `work` gives where these programs are all that there is. */
async function having<T>(programs: readonly string[], work: () => Promise<T>): Promise<T> {
  const bin = temporaryFolder('bin')
  for (const name of programs) symlinkSync(`/bin/${name}`, join(bin, name))
  vi.stubEnv('PATH', bin)
  try {
    return await work()
  } finally {
    vi.unstubAllEnvs()
    removeTemporary(bin)
  }
}

test('an overlay that copies the state of a file alone, and renames folders: what is not there is said, never read as zeros', async () => {
  const folder = temporaryFolder('overlay')
  const [lower, upper, work, merged] = ['lower', 'upper', 'work', 'merged'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ]
  for (const each of [join(lower, 'etc/old'), join(lower, 'etc/gone'), upper, work, merged])
    mkdirSync(each, { recursive: true })
  for (const name of ['shadow', 'changed', 'old/inside', 'gone/inside'])
    writeFileSync(join(lower, 'etc', name), `${name}\n`)
  // As containers-storage is set up on Fedora and its like.
  await run('mount', [
    '-t',
    'overlay',
    'overlay',
    '-o',
    `lowerdir=${lower},upperdir=${upper},workdir=${work},metacopy=on,redirect_dir=on`,
    merged,
  ])
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
  expect(byTar?.get('/etc/new')?.get('trusted.overlay.redirect')).toEqual(
    new Uint8Array(byGetfattr?.get('/etc/new')?.get('trusted.overlay.redirect') ?? []),
  )
  const unknown = async (): Promise<string | undefined> => (await readWritablePlace({ upper }, undefined)).unknown
  expect([
    await having(['getfattr', 'tar'], unknown),
    await having(['tar'], unknown),
    await having([], unknown),
  ]).toEqual([undefined, 'file attributes', 'attributes'])
  const read = async (): Promise<{ contents: readonly string[]; leftOut: readonly string[] }> => {
    const leftOut: string[] = []
    const { part } = await readWritablePlace({ upper }, undefined)
    const open = async (): Promise<AsyncIterable<Uint8Array>> =>
      tarOfFolders([part], { leftOut: (path, reason) => leftOut.push(`${path}: ${reason.split(/[:;]/)[0]}`) })
    const contents: string[] = []
    for await (const entry of createLayer({ digest: '', diffId: '', size: 0, mediaType: '', open }, 0).entries())
      contents.push(`${entry.path} ${Buffer.from(await entry.bytes()).toString()}`.trim())
    return { contents: contents.toSorted(), leftOut: leftOut.toSorted() }
  }
  const contents = ['/etc', '/etc/.wh.gone', '/etc/.wh.old', '/etc/changed new', '/etc/new']
  expect(await read()).toEqual({
    contents,
    leftOut: [
      '/etc/new: the folder has been renamed',
      '/etc/shadow: only its mode, owner or attributes have been changed',
    ],
  })
  expect(await having(['tar'], read)).toEqual({
    contents,
    leftOut: [
      '/etc/new: the folder has been renamed',
      '/etc/shadow: it is a hole, as it is when only mode, owner or attributes have been changed',
    ],
  })
  removeTemporary(folder)
})

test("a container cannot hide what its image has: marks of other users' overlays count in theirs alone", async () => {
  const folder = temporaryFolder('overlay')
  const [lower, upper, work, merged] = ['lower', 'upper', 'work', 'merged'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ]
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
  expect((await readWritablePlace({ upper }, undefined)).part.overlay?.hasMarkFiles).toBe(false)
  removeTemporary(folder)
})
