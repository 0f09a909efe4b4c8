target "app" {
  context = "https://github.com/example/app.git#v1.2.3"
  contexts = {
    base = "docker-image://alpine:3.20"
    other = "https://github.com/example/app.git#0123456789abcdef0123456789abcdef01234567:sub"
  }
}
