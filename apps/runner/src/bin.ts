#!/usr/bin/env node
import { refuseOldNode } from '@veinmind/standalone/bin'

refuseOldNode('veinmind')
const { main } = await import('./main.ts')
process.exitCode = await main(process.argv.slice(2))
