# a comment
target "app" {
  entitlements = ["network.host", "security.insecure"]
}
