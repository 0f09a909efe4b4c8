#!/usr/bin/env node
import { prepareNode } from '@veinmind/standalone/bin'

await prepareNode('veinmind')
const { main } = await import('./main.ts')
process.exitCode = await main(process.argv.slice(2))
