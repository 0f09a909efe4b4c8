import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { removeTemporary, startDockerd, temporaryFolder } from '@veinmind/services'
import { dockerArchive } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { containerTarget, imageTarget } from '../src/index.ts'
import { discover, riskyImage, runnableImage, scanFound } from './support.ts'

test('docker is killed in the middle: what it had to tell is an error, what was read from its folders is there', async () => {
  const folder = temporaryFolder('dies')
  await using dockerd = await startDockerd()
  for (const [name, image] of [['run', await runnableImage('busy:1')], ['app', riskyImage('team/app:1.4')]] as const) {
    writeFileSync(join(folder, `${name}.tar`), dockerArchive(image))
    await dockerd.docker(['load', '-i', join(folder, `${name}.tar`)])
  }
  await dockerd.docker(['create', '--name', 'idle', '--network', 'host', 'busy:1'])
  const options = { from: 'docker', 'docker-host': dockerd.address }
  const found = [...(await discover(containerTarget, ['idle'], options)), ...(await discover(imageTarget, ['app'], options))]
  process.kill(dockerd.pid, 'SIGKILL')
  const report = await scanFound([...found, ...(await discover(imageTarget, ['app'], options))])
  expect(report.targets.map(({ name, outcome }) => `${name} ${outcome}`).sort()).toEqual(['idle partial', 'team/app:1.4 ok'])
  expect(report.errors.map(({ code, target }) => `${target} ${code}`).sort()).toEqual(['app LOCAL_ENGINE_UNREACHABLE', 'idle LOCAL_ENGINE_UNREACHABLE'])
  removeTemporary(folder)
})
