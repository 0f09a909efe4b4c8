import { expect, test } from 'vitest'
import { stepText } from './step-text.ts'

const HASH = 'ca945c0e0f9d7a3b5c6d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b'

test.each([
  [`/bin/sh -c #(nop) COPY dir:${HASH} in /opt/app `, 'COPY dir in /opt/app'],
  [`/bin/sh -c #(nop) ADD file:${HASH} in / `, 'ADD file in /'],
  [`/bin/sh -c #(nop) COPY multi:${HASH} in /usr/bin/ `, 'COPY multi in /usr/bin/'],
  ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'],
  [`cmd /S /C #(nop) COPY file:${HASH} in C:\\app `, 'COPY file in C:\\app'],
  ['RUN /bin/sh -c make install # buildkit', 'RUN make install'],
  ['/bin/sh -c apt-get update', 'RUN apt-get update'],
  ['|2 A=1 B=2 /bin/sh -c make', 'RUN make'],
  ['RUN |1 A=1 /bin/sh -c make # buildkit', 'RUN make'],
  ['/bin/bash -o pipefail -c curl x | sh', 'RUN curl x | sh'],
  ['COPY . /srv/app # buildkit', 'COPY . /srv/app'],
  ['RUN echo dir:cafe', 'RUN echo dir:cafe'],
  ['', ''],
])('%s', (createdBy, text) => {
  expect(stepText(createdBy)).toBe(text)
})

test('a hostile step takes no time', () => {
  const start = performance.now()
  for (const text of [`|1 ${'a '.repeat(200_000)}`, ' #(nop'.repeat(100_000), `RUN |1 ${'/bin/sh '.repeat(100_000)}`])
    stepText(text)
  expect(performance.now() - start).toBeLessThan(1000)
})
