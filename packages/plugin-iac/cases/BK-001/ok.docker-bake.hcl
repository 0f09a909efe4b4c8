target "app" {
  // entitlements = ["security.insecure"]
  entitlements = []
}
