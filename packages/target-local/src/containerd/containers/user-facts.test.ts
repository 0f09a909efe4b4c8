import { expect, test } from 'vitest'
import { readUserFacts } from './user-facts.ts'

test('Kubernetes says a name, a log and whether the container is privileged', () => {
  const metadata = {
    Version: 'v1',
    Metadata: { LogPath: '/var/log/pods/a/web/0.log', Config: { linux: { security_context: { privileged: true } } } },
  }
  const extension = {
    type_url: 'github.com/containerd/cri/pkg/store/container/Metadata',
    value: Buffer.from(JSON.stringify(metadata)),
  }
  const record = {
    id: 'abc',
    labels: { 'io.kubernetes.container.name': 'web' },
    extensions: { 'io.cri-containerd.container.metadata': extension },
  }
  expect(readUserFacts(record as never)).toEqual({
    name: 'web',
    ports: [],
    logPath: '/var/log/pods/a/web/0.log',
    privileged: true,
  })
})

test('of a container of nobody, and of labels and extensions that are none', () => {
  expect(readUserFacts({ id: 'abc' })).toEqual({ name: 'abc', ports: [] })
  expect(
    readUserFacts({
      id: 'abc',
      labels: { 'nerdctl/ports': '{', 'nerdctl/name': 7 },
      extensions: { 'io.cri-containerd.container.metadata': { value: '[]' } },
    }),
  ).toEqual({ name: 'abc', ports: [] })
})
