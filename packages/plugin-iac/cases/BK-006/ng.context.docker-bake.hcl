target "app" {
  context = "/etc"
}
