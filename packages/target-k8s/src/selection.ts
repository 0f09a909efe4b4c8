import type { ClusterObject } from '@veinmind/sdk'
import type { Kind } from './kinds.ts'

/** What of a cluster, or of a folder of manifests, is looked at. */
export interface ClusterSelection {
  /** Only these namespaces; cluster-wide kinds are listed all the same. All without any. */
  readonly namespaces?: readonly string[]
  readonly excludeNamespaces?: readonly string[]
  readonly kinds?: readonly Kind[]
  /** Only objects of this name, or whose name matches whole. */
  readonly name?: string | RegExp
  readonly labelSelector?: string
  /** Keeps the values of Secrets; by default only their keys and sizes are read on. */
  readonly secretValues?: boolean
}

/** Whether an object is wanted by its namespace, which for a Namespace is its name, and its name. */
export function isSelected(
  { kind, name, namespace = kind === 'Namespace' ? name : undefined }: ClusterObject,
  selection: ClusterSelection,
): boolean {
  const { namespaces = [], excludeNamespaces = [] } = selection
  if (namespace !== undefined && namespaces.length > 0 && !namespaces.includes(namespace)) return false
  if (namespace !== undefined && excludeNamespaces.includes(namespace)) return false
  if (selection.name === undefined) return true
  return typeof selection.name === 'string' ? selection.name === name : selection.name.test(name)
}
