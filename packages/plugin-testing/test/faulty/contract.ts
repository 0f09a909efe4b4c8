import { buildImage, layer } from '@veinmind/testing'
import { pluginContract } from '../../src/index.ts'
import faulty from './plugin.ts'

pluginContract(faulty, {
  samples: [buildImage(layer({ 'etc/config': 'x' }))],
  paths: ['etc/config'],
})
