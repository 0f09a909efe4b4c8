import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { dataFolder, defaultDataFolder, pluginHomeIn } from './user-folders.ts'

test('data is where the flag says, else where a host says, else in the user’s own folder', () => {
  const host = { VEINMIND_DATA_DIR: '/of/host', XDG_DATA_HOME: '/xdg' }
  expect(dataFolder('/flag', host)).toBe('/flag')
  expect(dataFolder('here', host)).toBe(resolve('here'))
  expect(dataFolder(undefined, host)).toBe('/of/host')
  expect(dataFolder(undefined, { VEINMIND_DATA_DIR: '' })).toBe(defaultDataFolder({}))
  expect(pluginHomeIn('/flag')).toBe(join('/flag', 'plugins'))
})

test.runIf(process.platform === 'linux')('the user’s own folder is that of XDG', () => {
  expect(defaultDataFolder({ XDG_DATA_HOME: '/xdg' })).toBe('/xdg/veinmind')
  expect(defaultDataFolder({})).toBe(join(homedir(), '.local', 'share', 'veinmind'))
})
