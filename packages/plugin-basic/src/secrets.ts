import { isSecretName } from '@veinmind/sdk'
import type { Container, Image, ReportEvent } from '@veinmind/sdk'

/** The event, with the secrets of labels, history and command lines told beside those of the environment that it has. */
export function withSecrets(event: ReportEvent, entity: Image | Container): ReportEvent {
  const found = entity.kind === 'image' ? secretsOfImage(entity) : secretsOfTexts(entity.args)
  const secrets = new Set([...(event.secrets ?? []), ...found])
  return secrets.size === 0 ? event : { ...event, secrets: [...secrets] }
}

function secretsOfImage({ config, history }: Image): readonly string[] {
  const labels = Object.entries(config.labels).flatMap(([name, value]) =>
    isSecretName(name) && value !== '' ? [value] : [],
  )
  const texts = [
    ...config.entrypoint,
    ...config.cmd,
    ...config.onBuild,
    ...config.healthcheck,
    ...history.map(({ createdBy }) => createdBy),
  ]
  return [...labels, ...secretsOfTexts(texts)]
}

// `NAME=value` and `--name value`, the value in quotes or up to the next space, and the password of a URL.
const ASSIGNMENT =
  /(?<![\w.-])(?:--?)?([A-Za-z_][\w.-]{0,100})(?:=|\s)\s*(?:"([^"\n]{1,500})"|'([^'\n]{1,500})'|([^\s"';&|]{1,500}))/g
const USER_INFO = /:\/\/[^\s/:@]{0,100}:([^\s/@]{1,200})@/g

function secretsOfTexts(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => [
    ...assignedSecrets(text),
    ...[...text.matchAll(USER_INFO)].map(([, secret = '']) => secret),
  ])
}

function assignedSecrets(text: string): readonly string[] {
  return [...text.matchAll(ASSIGNMENT)].flatMap(([whole, name = '', double, single, bare]) => {
    const isAssignment = whole.includes('=') || whole.startsWith('-')
    const value = double ?? single ?? bare ?? ''
    return isAssignment && isSecretName(name) && !value.startsWith('$') && value.length >= 4 ? [value] : []
  })
}
