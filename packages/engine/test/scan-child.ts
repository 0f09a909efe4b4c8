import { openCache, scan } from '../src/index.ts'
import { counted, finderOptions, summarize } from './helpers.ts'
import { randomImage } from './random-image.ts'

// A scan in a process of its own, for tests that kill it: <cache folder> <spool folder> <seed>.
const [directory = '', spoolDir = '', seed = '1'] = process.argv.slice(2)
const images = [0, 1, 2].map((number) => ({
  ...counted(randomImage(Number(seed) + number, 4, 60_000)),
  name: `image ${number}`,
}))
const report = await scan(
  images,
  finderOptions({ cache: await openCache({ directory, key: Buffer.alloc(32) }), spoolDir, workers: 2 }),
)
const opened = images.flatMap((image) => image.opened).reduce((sum, count) => sum + count, 0)
process.stdout.write(JSON.stringify({ opened, errors: report.errors, found: summarize(report) }))
