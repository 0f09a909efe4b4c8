import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeTemporary, run, startDockerd, temporaryFolder } from '@veinmind/services'
import { dockerArchive } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { runnableImage, SECRET } from './support.ts'

/** As in a container that has the root of the host at /host, with the rights that docs/sources/in-a-container.md names: the host's own paths lead nowhere. */
const INSIDE =
  'mount --rbind / "$0" && mount -t tmpfs none "$1" && shift && exec setpriv --bounding-set=-all,+sys_ptrace,+dac_read_search -- "$@"'

test('the root of the host elsewhere: layers, writable layer and processes are found there', async () => {
  await using dockerd = await startDockerd()
  const folder = temporaryFolder('host-root')
  const archive = join(temporaryFolder('archive'), 'run.tar')
  writeFileSync(archive, dockerArchive(await runnableImage('busy:1')))
  await dockerd.docker(['load', '-i', archive])
  await dockerd.docker([
    'run',
    '-d',
    '--name',
    'web',
    '--network',
    'host',
    'busy:1',
    '/bin/sh',
    '-c',
    `rm -rf /etc/old; mkdir /etc/old; echo "aws_access_key_id = ${SECRET}" > /credentials.txt; exec sleep 1000`,
  ])
  const script = fileURLToPath(new URL('print-found.ts', import.meta.url))
  const flags = JSON.stringify({
    'host-root': folder,
    from: 'docker',
    'docker-host': `unix://${folder}${dockerd.address.slice('unix://'.length)}`,
  })
  const inside = async (...words: string[]): Promise<Record<string, unknown>> => {
    const args = [
      '--mount',
      '--propagation',
      'slave',
      'sh',
      '-c',
      INSIDE,
      folder,
      dirname(dockerd.dataRoot),
      process.execPath,
      script,
      flags,
      ...words,
    ]
    return JSON.parse((await run('unshare', args)).stdout) as Record<string, unknown>
  }
  expect(await inside('image', 'busy:1')).toMatchObject({
    errors: [],
    targets: [{ outcome: 'ok', source: expect.stringContaining('read from its folders') }],
  })
  const container = await inside('container', 'web')
  expect(container).toMatchObject({ errors: [], targets: [{ outcome: 'ok', notes: [] }], processes: [['sleep']] })
  expect(container['paths']).toContain('/credentials.txt')
  expect(container['findings']).toContain('1 /etc/old/credentials.txt hidden by 2')
  removeTemporary(folder)
  removeTemporary(dirname(archive))
})
