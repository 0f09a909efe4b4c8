target "app" {
  labels = { note = "ghp_none" }
}
