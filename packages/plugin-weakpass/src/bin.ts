#!/usr/bin/env node
import { startPlugin } from '@veinmind/standalone/bin'

await startPlugin(() => import('./index.ts'), {
  serviceName: { means: 'services' },
  s: { means: 'services' },
  dictpath: { means: 'dictionary' },
  d: { means: 'dictionary' },
  username: { means: 'usernames', unlessBeside: 'password-stdin' },
  u: { means: 'usernames' },
  threads: { means: 'concurrency' },
  t: { means: 'concurrency' },
})
