// A host of its own process, to be killed: runs the plugin of its first argument on an image.
import { scan } from '@veinmind/engine'
import { buildImage, layer } from '@veinmind/testing'
import { openExternalPlugin } from '../src/index.ts'

await scan([buildImage(layer({ a: 'x' }))], { plugins: [await openExternalPlugin(process.argv[2] ?? '')] })
