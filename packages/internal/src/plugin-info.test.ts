import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { pluginInfo } from './plugin-info.ts'

test('what libveinmind reads of a plugin', () => {
  const plugin = definePlugin({
    name: 'webshell',
    title: { en: 'Web shells', zh: '网页后门' },
    commands: [imageCommand(() => {}), containerCommand(() => {})],
  })
  expect(pluginInfo(plugin)).toEqual({
    name: 'webshell',
    version: '0.0.0',
    description: 'Web shells',
    manifestVersion: 1,
    needs: [],
    commands: [
      { path: ['scan', 'image'], type: 'image', data: {} },
      { path: ['scan', 'container'], type: 'container', data: {} },
    ],
  })
})
