import { buildImage, layer } from '@veinmind/testing'
import { pluginContract } from '../../src/index.ts'
import faulty, { DECLARED } from './plugin.ts'

pluginContract(faulty, {
  rules: [DECLARED],
  samples: [buildImage(layer({ 'etc/config': 'x' }))],
  paths: ['etc/config'],
})
