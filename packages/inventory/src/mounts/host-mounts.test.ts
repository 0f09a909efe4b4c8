import type { Mount } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { hasServiceAccount, mountSubject, placeOfMount, relationTo, RUNTIME_SOCKETS, socketsOf } from './host-mounts.ts'

const bind = (source: string, more: Partial<Mount> = {}): Mount => ({
  type: 'bind',
  source,
  destination: '/x',
  options: [],
  readOnly: true,
  ...more,
})

test('how a path stands to a place', () => {
  expect(relationTo('/etc/', '/etc')).toBe('equals')
  expect(relationTo('/etc/cron.d', '/etc')).toBe('under')
  expect(relationTo('/', '/etc')).toBe('above')
  expect(relationTo('/etcetera', '/etc')).toBeUndefined()
  expect(relationTo('/home/jo/.ssh/id', '/home/*/.ssh')).toBe('under')
  expect(relationTo('/home', '/home/*/.ssh')).toBe('above')
})

test('every socket is told, by itself, by each folder above it, by another name of /run, and wherever else one of that name is', () => {
  for (const { path, engine } of RUNTIME_SOCKETS) {
    const real = path.replace('*', '1000')
    for (let place = real; place !== ''; place = place.slice(0, place.lastIndexOf('/')))
      expect(socketsOf(bind(place), undefined).map((one) => one.engine)).toContain(engine)
  }
  expect(socketsOf(bind('/var/run/docker.sock'), undefined)).toHaveLength(1)
  expect(socketsOf(bind('/run/'), undefined).length).toBeGreaterThan(8)
  expect(socketsOf(bind('/srv/d/docker.sock'), undefined)).toEqual([{ path: '/srv/d/docker.sock', engine: 'docker' }])
  expect(socketsOf(bind('/srv/docker.sock', { sourceType: 'directory' }), undefined)).toEqual([])
  expect(socketsOf(bind('/srv/link', { resolved: '/run/docker.sock' }), undefined)).toHaveLength(1)
  const settings = [{ name: 'host', value: 'unix:///srv/engine/d.socket', from: 'process 1' }]
  const machine = { daemons: [{ name: 'docker', isRunning: true, settings }] } as never
  expect(socketsOf(bind('/srv/engine'), machine)).toEqual([{ path: '/srv/engine/d.socket', engine: 'docker' }])
  expect(socketsOf(bind('/srv/other'), machine)).toEqual([])
})

test('where a mount leads, what it is about, and the token of a service account', () => {
  expect(placeOfMount(bind('nas:/x', { fileSystem: 'nfs4' }))).toBeUndefined()
  expect(placeOfMount(bind('/a/../etc/'))).toBe('/etc')
  expect(mountSubject(bind('/etc/')).key).toBe(mountSubject(bind('/e', { resolved: '/etc', destination: '/x/' })).key)
  const token = bind('/t', { destination: '/run/secrets/kubernetes.io/serviceaccount' })
  expect([hasServiceAccount({ mounts: [token] }), hasServiceAccount({ mounts: [bind('/t')] })]).toEqual([true, false])
})
