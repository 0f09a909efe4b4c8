#!/usr/bin/env node
import { startPlugin } from '@veinmind/standalone/bin'

await startPlugin(() => import('./index.ts'))
