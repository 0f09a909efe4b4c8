import { asObject } from '@veinmind/internal'
import type { Container, JsonObject } from '@veinmind/sdk'
import { asCount, asList, asText, parseJson } from '../../shared/json.ts'

/** The extension of the Kubernetes plugin (containerd, pkg/cri/store/container/metadata.go). */
const CRI = 'io.cri-containerd.container.metadata'

/**
 * What those who let containerd run a container have written down about it: Kubernetes in an extension and labels, nerdctl in
 * labels. Containerd itself knows neither ports nor logs.
 */
export function readUserFacts(
  record: JsonObject,
): Pick<Container, 'ports' | 'logPath'> & { readonly name: string; readonly privileged?: boolean } {
  const labels = asObject(record['labels'])
  const metadata = asObject(asObject(parseJson(asObject(asObject(record['extensions'])[CRI])['value']))['Metadata'])
  const context = asObject(asObject(asObject(metadata['Config'])['linux'])['security_context'])
  const logPath = asText(metadata['LogPath'])
  return {
    name: asText(labels['io.kubernetes.container.name']) || asText(labels['nerdctl/name']) || asText(record['id']),
    ports: asList(parseJson(asText(labels['nerdctl/ports']))).map((port) => portText(asObject(port))),
    ...(logPath === '' ? {} : { logPath }),
    ...(context['privileged'] === true ? { privileged: true } : {}),
  }
}

function portText(port: JsonObject): string {
  return `${asText(port['HostIP'])}:${asCount(port['HostPort']) ?? ''}->${asCount(port['ContainerPort']) ?? ''}/${asText(port['Protocol']) || 'tcp'}`
}
