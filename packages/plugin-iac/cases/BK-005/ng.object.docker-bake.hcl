target "app" {
  output = [{ type = "local", dest = "/usr/local/bin/.." }]
}
