import { expect, test } from 'vitest'
import { parseTarget } from './prefix.ts'

test.each([
  ['docker:nginx', 'docker', 'nginx'],
  ['dockerd:nginx:1.27', 'docker', 'nginx:1.27'],
  ['containerd:k8s.io/nginx', 'containerd', 'k8s.io/nginx'],
  ['tarball:./app.tar', 'archive', './app.tar'],
  ['registry:harbor.example', 'registry', 'harbor.example/'],
  ['registry:https://harbor.example', 'registry', 'harbor.example/'],
  ['registry:harbor.example/team/app', 'registry', 'harbor.example/team/app'],
  ['registry:localhost', 'registry', 'localhost/'],
  ['registry:127.0.0.1', 'registry', '127.0.0.1/'],
  ['registry-image:nginx:1.27', 'registry', 'nginx:1.27'],
  ['registry:2', undefined, 'registry:2'],
  ['registry:2.8.3', undefined, 'registry:2.8.3'],
  ['dir:/tmp/app', 'archive', '/tmp/app'],
  ['dir:./app', 'archive', './app'],
  ['oci-archive:app.tar', 'archive', 'app.tar'],
  ['dir:1.0', undefined, 'dir:1.0'],
  ['nginx:1.27', undefined, 'nginx:1.27'],
  ['constructor:1', undefined, 'constructor:1'],
  ['127.0.0.1:5000/app', undefined, '127.0.0.1:5000/app'],
])('%s', (target, source, value) => {
  expect(parseTarget(target)).toEqual({ source, value })
})
