import { expect, test } from 'vitest'
import { isIacCandidate } from './index.ts'

test.each([
  'Dockerfile',
  'a/b/Dockerfile.prod',
  'web.dockerfile',
  'Containerfile',
  'docker-compose.yml',
  'x/deploy.yaml',
  'pod.json',
  'prod-Dockerfile',
  'two\nlines.yaml',
  'docker-bake.hcl',
  'docker-bake.override.json',
  '.devcontainer/devcontainer.json',
  '.devcontainer.json',
  'base/Kustomization',
])('%j may be infrastructure', (path) => expect(isIacCandidate(path)).toBe(true))

test.each([
  'Dockerfiles/readme.md',
  'main.go',
  'package-lock.json',
  'pnpm-lock.yaml',
  '.yaml',
  '.terraform.lock.hcl',
  'Mydockerfile',
])('%s is not', (path) => expect(isIacCandidate(path)).toBe(false))
