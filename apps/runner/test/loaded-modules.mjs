import { registerHooks } from 'node:module'

// Says on stderr, when the process ends, which modules it loaded: `node --import <this file> …`.
const loaded = []
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) loaded.push(url)
    return next(url, context)
  },
})
process.once('exit', () => process.stderr.write(loaded.map((url) => `loaded ${url}\n`).join('')))
