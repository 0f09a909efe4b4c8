/**
 * The part of containerd's API (github.com/containerd/containerd/api, stable since 1.0) that is read here, in the language of
 * its own files. What is not named is skipped by the decoder.
 */
export const PROTO = `
syntax = "proto3";
message Empty {}
message Any { string type_url = 1; bytes value = 2; }
message Timestamp { int64 seconds = 1; int32 nanos = 2; }
message Filter { repeated string filters = 1; }
message Version { string version = 1; }
message Descriptor { string media_type = 1; string digest = 2; int64 size = 3; }
message Image { string name = 1; map<string, string> labels = 2; Descriptor target = 3; }
message Images { repeated Image images = 1; }
message Namespace { string name = 1; }
message Namespaces { repeated Namespace namespaces = 1; }
message ReadContent { string digest = 1; int64 offset = 2; int64 size = 3; }
message ContentChunk { int64 offset = 1; bytes data = 2; }
message ContentName { string digest = 1; }
message ContentInfo { string digest = 1; int64 size = 2; }
message ContentStatus { ContentInfo info = 1; }
message Runtime { string name = 1; }
message Container {
  string id = 1; map<string, string> labels = 2; string image = 3; Runtime runtime = 4; Any spec = 5;
  string snapshotter = 6; string snapshot_key = 7; Timestamp created_at = 8;
  map<string, Any> extensions = 10;
}
message Containers { repeated Container containers = 1; }
message ContainerName { string id = 1; }
message ContainerAnswer { Container container = 1; }
message TaskName { string container_id = 1; }
message Task { string container_id = 1; string id = 2; uint32 pid = 3; uint32 status = 4; }
message TaskAnswer { Task process = 1; }
message SnapshotName { string snapshotter = 1; string key = 2; }
message Mount { string type = 1; string source = 2; string target = 3; repeated string options = 4; }
message Mounts { repeated Mount mounts = 1; }
message Plugin { string type = 1; string id = 2; map<string, string> exports = 5; }
message Plugins { repeated Plugin plugins = 1; }
`

/** The calls that are made, all of which only read: path, type of the question, type of the answer. */
export const CALLS = {
  version: ['/containerd.services.version.v1.Version/Version', 'Empty', 'Version'],
  namespaces: ['/containerd.services.namespaces.v1.Namespaces/List', 'Empty', 'Namespaces'],
  plugins: ['/containerd.services.introspection.v1.Introspection/Plugins', 'Filter', 'Plugins'],
  images: ['/containerd.services.images.v1.Images/List', 'Filter', 'Images'],
  content: ['/containerd.services.content.v1.Content/Info', 'ContentName', 'ContentStatus'],
  readContent: ['/containerd.services.content.v1.Content/Read', 'ReadContent', 'ContentChunk'],
  containers: ['/containerd.services.containers.v1.Containers/List', 'Filter', 'Containers'],
  container: ['/containerd.services.containers.v1.Containers/Get', 'ContainerName', 'ContainerAnswer'],
  task: ['/containerd.services.tasks.v1.Tasks/Get', 'TaskName', 'TaskAnswer'],
  mounts: ['/containerd.services.snapshots.v1.Snapshots/Mounts', 'SnapshotName', 'Mounts'],
} as const
