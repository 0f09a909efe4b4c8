import { scan } from 'snyk-docker-plugin'

const [path = ''] = process.argv.slice(2)
const { scanResults } = await scan({ path: `oci-archive:${path}` })
if (scanResults.length === 0) throw new Error('snyk-docker-plugin found nothing')
