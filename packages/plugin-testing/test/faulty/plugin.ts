import { content, defineInspector, definePlugin, imageCommand, kib } from '@veinmind/sdk'
import type { Plugin, Rule } from '@veinmind/sdk'

const DECLARED: Rule = { id: 'FAULTY-1', title: 'English only', severity: 'low' }
const UNDECLARED: Rule = { id: 'FAULTY-2', title: { en: 'a', zh: '甲' }, severity: 'low' }

let calls = 0

/** Breaks each clause of the contract: it is not pure, throws at what it does not expect, and finds what is not there. */
const impure = defineInspector({
  id: 'impure',
  version: 1,
  wants: ({ path }) => path.endsWith('/config') && content({ max: kib(64) }),
  inspect: ({ bytes }) => {
    const text = Buffer.from(bytes).toString()
    if (text.length > 1000) throw new Error('too long for me')
    calls += 1
    return { text, calls }
  },
})

const faulty: Plugin = definePlugin({
  name: 'faulty',
  title: 'Faulty',
  rules: [DECLARED],
  inspectors: [impure],
  commands: [
    imageCommand((image, ctx) => {
      const places = ctx.records(impure)
      if (image.layers.length === 0) ctx.report({ type: 'F', class: 'risk', rule: DECLARED, locations: [], detail: {} })
      for (const { record, location } of places) {
        const evidence = `${record.calls} ${record.text}`
        ctx.report({ type: 'F', class: 'risk', rule: UNDECLARED, evidence, locations: [location], detail: {} })
      }
    }),
  ],
})

export default faulty
