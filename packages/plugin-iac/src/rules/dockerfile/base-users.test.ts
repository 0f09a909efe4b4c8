import { expect, test } from 'vitest'
import { readShellWord } from '../../dockerfile/shell-word.ts'
import { baseUserOf } from './base-users.ts'

test.each([
  ['bitnami/redis', 'other'],
  ['docker.io/bitnami/redis:7.2@sha256:aa', 'other'],
  ['bitnami/minideb:bookworm', 'root'],
  ['nginxinc/nginx-unprivileged:1.27', 'other'],
  ['nginx', 'root'],
  ['library/nginx:1', 'root'],
  ['public.ecr.aws/docker/library/python:3.12-slim', 'root'],
  ['gcr.io/distroless/static-debian12:nonroot', 'other'],
  ['gcr.io/distroless/static-debian12', 'root'],
  ['mcr.microsoft.com/dotnet/aspnet:9.0', 'root'],
  ['mcr.microsoft.com/dotnet/aspnet:9.0-noble-chiseled-extra', 'other'],
  ['cgr.dev/chainguard/node:latest', 'other'],
  ['registry.access.redhat.com/ubi9/nodejs-20', 'other'],
  ['registry.access.redhat.com/ubi9/ubi-minimal:9.4', 'root'],
  ['registry.example.com:5000/team/app:1', 'unknown'],
  ['elasticsearch:8.15.0', 'other'],
  ['', 'unknown'],
])('%s starts as %s', (image, user) => {
  expect(baseUserOf(image)).toBe(user)
})

// What BuildKit makes of thousands of words is compared in environment.real.test.ts.
test('hostile words take no time', () => {
  const variables = new Map([
    ['A', 'a'.repeat(60_000)],
    ['B', 'a'.repeat(256)],
  ])
  for (const word of [
    '${A:-',
    '"',
    "'",
    '$',
    '${A%*a*a*a*b}',
    '${A//a*a*a*b/}',
    '${B%*a*b}',
    '${B//a*a*b/}',
    '\\',
    '${A:-${A:-',
  ])
    readShellWord(word.repeat(/^\$\{[AB][%/]/.test(word) ? 1 : 20_000), variables)
  expect(readShellWord('${A:-'.repeat(20_000), variables)).toBeUndefined()
})
