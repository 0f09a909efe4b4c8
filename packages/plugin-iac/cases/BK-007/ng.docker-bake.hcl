target "app" {
  context = "https://github.com/example/app.git"
  contexts = {
    base = "docker-image://alpine"
    files = "http://example.com/files.tar.gz"
  }
}
